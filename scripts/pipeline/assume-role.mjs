// A `credential_process` of AWS's SDKs for a job of GitHub Actions: hands over a session of at most an hour, and a fresh one
// each time the last is about to expire. What takes longer than an hour (a new domain, a domain's blue/green deployment)
// would otherwise end with a state that can no longer be written. Needs the job's right `id-token: write`; ROLE_ARN and
// AWS_REGION say what is assumed and where it is asked for.
//
//   [default]
//   credential_process = node scripts/pipeline/assume-role.mjs
//
// STS takes this request without a signature: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html

const SESSION_SECONDS = 3600;

/** The audience that the roles' trust asks for, by partition. */
const audienceOf = (arn) => (arn.startsWith("arn:aws-cn:") ? "sts.amazonaws.com.cn" : "sts.amazonaws.com");

function stsOf(region, arn) {
  const suffix = arn.startsWith("arn:aws-cn:") ? "amazonaws.com.cn" : "amazonaws.com";
  return process.env.STS_ENDPOINT_URL || `https://sts.${region}.${suffix}/`;
}

async function tokenFor(
  audience,
  { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer },
) {
  if (!url || !bearer)
    throw new Error("GitHub gives this job no identity: it lacks the right `id-token: write`");
  const response = await fetch(`${url}&audience=${encodeURIComponent(audience)}`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  if (!response.ok) throw new Error(`GitHub answered ${response.status} to the request for an identity`);
  return (await response.json()).value;
}

async function sessionOf(token, { ROLE_ARN: arn, AWS_REGION: region, GITHUB_RUN_ID: run }) {
  const response = await fetch(stsOf(region, arn), {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({
      Action: "AssumeRoleWithWebIdentity",
      Version: "2011-06-15",
      RoleArn: arn,
      RoleSessionName: `github-${run || "run"}`,
      DurationSeconds: String(SESSION_SECONDS),
      WebIdentityToken: token,
    }),
  });
  const answer = await response.json().catch(() => undefined);
  if (!response.ok) throw new Error(`STS answered ${response.status}: ${answer?.Error?.Code ?? "no reason"}`);
  return answer.AssumeRoleWithWebIdentityResponse.AssumeRoleWithWebIdentityResult.Credentials;
}

async function main(env) {
  const { ROLE_ARN: arn, AWS_REGION: region } = env;
  if (!/^arn:aws[a-z-]*:iam::[0-9]{12}:role\/\S+$/.test(arn ?? ""))
    throw new Error("`ROLE_ARN` is no role's ARN");
  if (!/^[a-z0-9-]+$/.test(region ?? "")) throw new Error("`AWS_REGION` is no region");
  const session = await sessionOf(await tokenFor(audienceOf(arn), env), env);
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = session;
  // STS writes seconds since 1970 in JSON, SDKs want a date.
  const expires = typeof Expiration === "number" ? new Date(Expiration * 1000).toISOString() : Expiration;
  const given = { Version: 1, AccessKeyId, SecretAccessKey, SessionToken, Expiration: expires };
  process.stdout.write(`${JSON.stringify(given)}\n`);
}

try {
  await main(process.env);
} catch (error) {
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 1;
}
