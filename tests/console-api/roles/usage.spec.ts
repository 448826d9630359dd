import {
  GenerateServiceLastAccessedDetailsCommand,
  GetRoleCommand,
  GetServiceLastAccessedDetailsCommand,
  IAMClient,
  type ServiceLastAccessed,
} from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import type { Question, RolesReview, RoleUsageAnswer } from "../../../console-api/contract";
import type { DeployedRole, Deployment } from "../../../console-api/deployment";
import { answer } from "../../../console-api/handler";
import { TRACKING_NOTE } from "../../../console-api/roles/usage";
import { awsError, NOBODY, SECRET } from "../aws-stub";
import { DEPLOYMENT, identity, NOW, surroundings } from "../deployed";
import { refusalOf } from "../refused";
import { silenced } from "../silenced";

const role = (key: string): DeployedRole => ({
  key,
  name: `clo-${key}`,
  path: "/clo/",
  purpose: "p",
  trustedBy: "lambda.amazonaws.com",
  trustConditions: {},
  statements: [],
});
const API = role("api");
const PROXY = role("proxy");
const deployment: Deployment = { ...DEPLOYMENT, roles: [API, PROXY] };

const arnOf = ({ name }: DeployedRole) => `arn:aws:iam::111122223333:role/clo/${name}`;
const JOBS = {
  api: "11111111-1111-4111-8111-111111111111",
  proxy: "22222222-2222-4222-8222-222222222222",
} as const;
const ID = `api=${JOBS.api},proxy=${JOBS.proxy}`;

const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(NOW.getTime() - days * DAY_MS);

const service = (ServiceNamespace: string, days?: number, entity?: string): ServiceLastAccessed => ({
  ServiceName: `AWS ${ServiceNamespace}`,
  ServiceNamespace,
  ...(days === undefined ? {} : { LastAuthenticated: ago(days) }),
  ...(entity === undefined ? {} : { LastAuthenticatedEntity: entity }),
});

describe("the usage of roles", () => {
  const iam = new IAMClient(NOBODY);
  const replaced = () => mockClient(iam);
  let stub: ReturnType<typeof replaced>;
  beforeEach(() => {
    stub = replaced();
    stub.on(GetRoleCommand).callsFake(({ RoleName }) => ({ Role: { RoleName, CreateDate: ago(200) } }));
  });
  afterEach(() => stub.restore());

  const around = () => surroundings({ deployment, aws: { iam } as never });
  async function ask(field: string, asked: object = {}): Promise<unknown> {
    const request = { field, arguments: asked, identity: identity(["viewer"]) };
    const run = () => silenced("warn", () => silenced("info", () => answer(request, around())));
    return (await run()).said.said;
  }
  const usage = async (id = ID) => (await ask("roleUsage", { id })) as RoleUsageAnswer;

  const completes = (services: Readonly<Record<string, readonly ServiceLastAccessed[]>>) =>
    stub.on(GetServiceLastAccessedDetailsCommand).callsFake(({ JobId }: { readonly JobId: string }) => ({
      JobStatus: "COMPLETED",
      ServicesLastAccessed: services[JobId] ?? [],
    }));

  describe("when it is asked for", () => {
    it("starts a job for each role, and names them in the id", async () => {
      stub.on(GenerateServiceLastAccessedDetailsCommand).callsFake(({ Arn }: { readonly Arn: string }) => ({
        JobId: Arn === arnOf(API) ? JOBS.api : JOBS.proxy,
      }));
      expect(await ask("startRoleUsage")).to.deep.equal({ id: ID });
      expect(
        stub.commandCalls(GenerateServiceLastAccessedDetailsCommand).map(({ args }) => args[0].input),
      ).to.deep.equal([{ Arn: arnOf(API) }, { Arn: arnOf(PROXY) }]);
    });

    it("asks for the roles that IAM takes, and is refused where it takes none", async () => {
      stub.on(GenerateServiceLastAccessedDetailsCommand).rejects(awsError("AccessDeniedException"));
      stub
        .on(GenerateServiceLastAccessedDetailsCommand, { Arn: arnOf(PROXY) })
        .resolves({ JobId: JOBS.proxy });
      expect((await ask("startRoleUsage")) as Question).to.deep.equal({ id: `proxy=${JOBS.proxy}` });
      stub
        .on(GenerateServiceLastAccessedDetailsCommand, { Arn: arnOf(PROXY) })
        .rejects(awsError("Throttling"));
      expect(await refusalOf(() => ask("startRoleUsage"))).to.equal(
        "Unavailable: usage of roles: the console's role may not read it",
      );
    });
  });

  describe("when it is polled", () => {
    it("runs until the jobs of all roles are done", async () => {
      completes({});
      stub
        .on(GetServiceLastAccessedDetailsCommand, { JobId: JOBS.proxy })
        .resolves({ JobStatus: "IN_PROGRESS", JobCreationDate: NOW, ServicesLastAccessed: [] });
      expect(await usage()).to.deep.equal({
        state: "RUNNING",
        failure: null,
        roles: [],
        note: TRACKING_NOTE,
        problems: [],
      });
      expect(stub.commandCalls(GetRoleCommand)).to.have.length(0);
    });

    it("calls a service unused that was not used for 90 days, and none of a role that is younger", async () => {
      completes({
        [JOBS.api]: [service("ssm", 89.9, arnOf(API)), service("ec2", 90.1, arnOf(API)), service("s3")],
        [JOBS.proxy]: [service("logs"), service("ssm", 1)],
      });
      stub.on(GetRoleCommand, { RoleName: PROXY.name }).resolves({
        Role: { RoleName: PROXY.name, CreateDate: ago(89.9), Path: "/", RoleId: "x", Arn: arnOf(PROXY) },
      });
      expect(await usage()).to.deep.equal({
        state: "READY",
        failure: null,
        roles: [
          {
            key: "api",
            services: [
              { namespace: "ec2", name: "AWS ec2", lastUsed: ago(90.1).toISOString(), unused: true },
              { namespace: "s3", name: "AWS s3", lastUsed: null, unused: true },
              { namespace: "ssm", name: "AWS ssm", lastUsed: ago(89.9).toISOString(), unused: false },
            ],
          },
          {
            key: "proxy",
            services: [
              { namespace: "logs", name: "AWS logs", lastUsed: null, unused: false },
              { namespace: "ssm", name: "AWS ssm", lastUsed: ago(1).toISOString(), unused: false },
            ],
          },
        ],
        note: TRACKING_NOTE,
        problems: [],
      });
    });

    it("follows a job to its last page", async () => {
      completes({});
      stub
        .on(GetServiceLastAccessedDetailsCommand, { JobId: JOBS.api })
        .callsFake(({ Marker }: { readonly Marker?: string }) =>
          Marker === "more"
            ? { JobStatus: "COMPLETED", ServicesLastAccessed: [service("ssm", 1)] }
            : {
                JobStatus: "COMPLETED",
                ServicesLastAccessed: [service("ec2", 1)],
                IsTruncated: true,
                Marker: "more",
              },
        );
      const { roles } = await usage();
      expect(roles[0]?.services.map(({ namespace }) => namespace)).to.deep.equal(["ec2", "ssm"]);
    });

    it("calls nothing unused where the age of a role cannot be had", async () => {
      completes({ [JOBS.api]: [service("s3")] });
      stub.on(GetRoleCommand).rejects(awsError("ThrottlingException"));
      const { state, roles, problems } = await usage();
      expect([state, roles[0]?.services[0]?.unused]).to.deep.equal(["READY", false]);
      expect(problems).to.deep.equal([
        {
          part: "age of roles",
          reason: "THROTTLED",
          message: "age of roles: AWS is answering too many requests, try again in a minute",
        },
      ]);
    });

    it("tells the roles that IAM told, and of which it did not", async () => {
      completes({ [JOBS.api]: [service("s3", 1)] });
      stub.on(GetServiceLastAccessedDetailsCommand, { JobId: JOBS.proxy }).resolves({
        JobStatus: "FAILED",
        JobCreationDate: NOW,
        ServicesLastAccessed: [],
        Error: { Message: SECRET, Code: "x" },
      });
      const { state, roles, problems } = await usage();
      expect([state, roles.map(({ key }) => key)]).to.deep.equal(["READY", ["api"]]);
      expect(problems).to.deep.equal([
        {
          part: "usage of roles",
          reason: "UNAVAILABLE",
          message: "usage of roles: IAM did not tell it of `clo-proxy`",
        },
      ]);
      expect((await usage(`api=${JOBS.api}`)).problems).to.deep.equal(problems);
    });

    it("has failed where no job tells anything", async () => {
      stub.on(GetServiceLastAccessedDetailsCommand).rejects(awsError("TimeoutError"));
      expect(await usage()).to.deep.equal({
        state: "FAILED",
        failure: "IAM could not tell which services were used.",
        roles: [],
        note: TRACKING_NOTE,
        problems: [
          {
            part: "usage of roles",
            reason: "TIMED_OUT",
            message: "usage of roles: AWS did not answer in time",
          },
        ],
      });
    });

    it("finds no question under an id that is none of this stack's roles and jobs", async () => {
      completes({ [JOBS.api]: [service("s3", 1, arnOf(PROXY))] });
      const missing = "NotFound: there is no such question about this stack's roles";
      const ids = [
        "x",
        "api",
        `api=${JOBS.api}=x`,
        `api=${JOBS.api},`,
        `api=${JOBS.api},api=${JOBS.proxy}`,
        `admin=${JOBS.api}`,
        `toString=${JOBS.api}`,
        `api=${JOBS.api.toUpperCase().replace("1", "G")}`,
        // The job is about another role: IAM names whose use it tells.
        `api=${JOBS.api}`,
      ];
      for (const id of ids) expect(await refusalOf(() => usage(id)), id).to.equal(missing);
      stub.on(GetServiceLastAccessedDetailsCommand).rejects(awsError("NoSuchEntityException"));
      expect(await refusalOf(() => usage())).to.equal(missing);
    });
  });

  describe("and their drift, where AWS answers in part", () => {
    it("leaves the drift of a role out, tells why once, and keeps the others", async () => {
      stub.rejects(awsError("ThrottlingException"));
      const { said } = await silenced("warn", () => ask("roles"));
      const { roles, problems } = said as RolesReview;
      expect(roles.map(({ key, drift, trust }) => [key, drift, trust])).to.deep.equal([
        ["api", null, "Only AWS Lambda may assume it."],
        ["proxy", null, "Only AWS Lambda may assume it."],
      ]);
      expect(problems).to.deep.equal([
        {
          part: "drift of roles",
          reason: "THROTTLED",
          message: "drift of roles: AWS is answering too many requests, try again in a minute",
        },
      ]);
    });
  });
});
