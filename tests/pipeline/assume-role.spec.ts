import { expect } from "chai";
import { type Asked, runScript, serve } from "./scripts";

const ROLE = "arn:aws:iam::111122223333:role/access/clo-dev-us-east-1-deploy";

const SESSION = {
  AccessKeyId: "ASIAEXAMPLE",
  SecretAccessKey: "secret-of-the-session",
  SessionToken: "token-of-the-session",
  Expiration: 1_795_600_000,
};

describe("scripts/pipeline/assume-role.mjs", () => {
  /** Runs it against a GitHub that gives a token, and an STS that answers so. */
  async function run(
    env: { readonly [name: string]: string } = {},
    sts = { status: 200, body: {} as unknown },
  ) {
    const answer = ({ url }: Asked) =>
      url.startsWith("/token") ? { status: 200, body: { value: "identity-of-the-job" } } : sts;
    const server = await serve(answer);
    try {
      const result = await runScript("assume-role.mjs", [], {
        ROLE_ARN: ROLE,
        AWS_REGION: "us-east-1",
        ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/token?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer-of-the-job",
        STS_ENDPOINT_URL: `${server.url}/sts`,
        GITHUB_RUN_ID: "42",
        ...env,
      });
      return { ...result, asked: server.asked };
    } finally {
      server.close();
    }
  }

  const given = {
    status: 200,
    body: {
      AssumeRoleWithWebIdentityResponse: { AssumeRoleWithWebIdentityResult: { Credentials: SESSION } },
    },
  };

  it("hands over a session as AWS's SDKs want it from a process, with the time at which they ask again", async () => {
    const { code, stdout, asked } = await run({}, given);
    expect(code).to.equal(0);
    expect(JSON.parse(stdout)).to.deep.equal({
      Version: 1,
      AccessKeyId: "ASIAEXAMPLE",
      SecretAccessKey: "secret-of-the-session",
      SessionToken: "token-of-the-session",
      Expiration: "2026-11-25T09:46:40.000Z",
    });
    expect(asked.map(({ method, url }) => `${method} ${url}`)).to.deep.equal([
      "GET /token?api-version=2.0&audience=sts.amazonaws.com",
      "POST /sts",
    ]);
    expect(asked[0]?.headers.authorization).to.equal("Bearer bearer-of-the-job");
    expect(Object.fromEntries(new URLSearchParams(asked[1]?.body))).to.deep.equal({
      Action: "AssumeRoleWithWebIdentity",
      Version: "2011-06-15",
      RoleArn: ROLE,
      RoleSessionName: "github-42",
      DurationSeconds: "3600",
      WebIdentityToken: "identity-of-the-job",
    });
  });

  it("asks for the audience of the China partition there", async () => {
    const { asked } = await run({ ROLE_ARN: ROLE.replace("arn:aws:", "arn:aws-cn:") }, given);
    expect(asked[0]?.url).to.contain("audience=sts.amazonaws.com.cn");
  });

  it("says why there is no session, and prints no token", async () => {
    const denied = { status: 403, body: { Error: { Code: "AccessDenied" } } };
    const { code, stdout, stderr } = await run({}, denied);
    expect({ code, stdout, stderr }).to.deep.equal({
      code: 1,
      stdout: "",
      stderr: "error: STS answered 403: AccessDenied\n",
    });
    expect((await run({ ACTIONS_ID_TOKEN_REQUEST_URL: "" })).stderr).to.equal(
      "error: GitHub gives this job no identity: it lacks the right `id-token: write`\n",
    );
  });

  it("refuses to ask for what is no role, and in what is no region", async () => {
    const role = await run({ ROLE_ARN: "" });
    expect([role.stderr, role.asked]).to.deep.equal(["error: `ROLE_ARN` is no role's ARN\n", []]);
    const region = await run({ AWS_REGION: "evil.example/" });
    expect([region.stderr, region.asked]).to.deep.equal(["error: `AWS_REGION` is no region\n", []]);
  });
});
