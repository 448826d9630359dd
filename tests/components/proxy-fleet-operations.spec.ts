import { execFile, spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { documentName, fleetNames } from "../../components/proxy-fleet";
import { patchDocument } from "../../components/proxy-fleet/patch-document";
import { SETTING_KEYS } from "../../config/settings";
import { need } from "../real-parts";
import { CLOUDFRONT, fleet } from "./proxy-fleet-stack";
import { context } from "./recorder";

const ROOT = join(__dirname, "../..");
const PAGE = readFileSync(join(ROOT, "docs/operations.md"), "utf8");
const BLOCKS = [...PAGE.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);

/** Stand for what an operator has in hand. */
const VALUES = {
  FLEET: "clo-dev-eu-central-1-proxy",
  BASE: "clo-dev-eu-central-1",
  LOGS: "clo-dev-eu-central-1-logs-111122223333",
  INSTANCE: "i-0123456789abcdef0",
  EXECUTION: "01234567-89ab-cdef-0123-456789abcdef",
  SCAN: "01234567-89ab-cdef-0123-456789abcdef",
  QUERY: "01234567-89ab-cdef-0123-456789abcdef",
  ROLE: "arn:aws:iam::111122223333:role/clo-dev-eu-central-1-patch-automation",
  TARGETS: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/t/0123456789abcdef",
  CERTIFICATE: "arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012",
};

/**
 * Each call of the AWS CLI, sent to a port on loopback where nobody listens: the CLI checks its arguments before it finds
 * that out. `aws` becomes a function that says which calls got so far; the other programs answer a fixed word. Sessions
 * and tailing are the CLI's own doing, and are left out.
 */
const PRELUDE = `
aws() {
  case "$1 $2" in "ssm start-session" | "logs tail") return ;; esac
  local said
  said=$(command aws "$@" --endpoint-url http://127.0.0.1:9 2>&1)
  if [[ $said == *"Could not connect to the endpoint"* ]]; then echo "$1 $2"; else echo "aws $* $said"; fi >&3
  echo word
}
pulumi() { echo logs.example.com; }
scripts/await-proxies.sh() { :; }
npm() { :; }
`;

describe("docs/operations.md", () => {
  it("is bash that can be read", () => {
    expect(BLOCKS.length).to.be.greaterThan(8);
    for (const block of BLOCKS) {
      const { status, stderr } = spawnSync("bash", ["-n"], { input: block, encoding: "utf8" });
      expect({ status, stderr }, block).to.deep.equal({ status: 0, stderr: "" });
    }
  });

  it("says what each variable is before it uses it, and hides no command's failure", () => {
    const known = new Set<string>();
    for (const block of BLOCKS) {
      for (const line of block.split("\n")) {
        for (const [, name = ""] of line.matchAll(/\$\{?([A-Z_]+)/g))
          expect([...known], line).to.include(name);
        const [, assigned] = /^([A-Z_]+)=/.exec(line) ?? [];
        if (assigned !== undefined) known.add(assigned);
        // `export` succeeds whatever the command in it does.
        expect(line).to.not.match(/^export \w+=.*\$\(/);
      }
    }
  });

  it("has dates that macOS knows as well", () => {
    for (const block of BLOCKS) expect(block).to.not.match(/\bdate -d/);
  });

  it("has commands that the AWS CLI accepts", async function () {
    // Two dozen starts of Python, half a second of work each.
    this.timeout(300_000);
    need(this, "aws");
    const assigned = /^([A-Z]+)=/gm;
    const script = BLOCKS.map((block) => {
      // A value that a command would have found is put in its place after it.
      const names = [...block.matchAll(assigned)].flatMap(([, name = ""]) => (name in VALUES ? [name] : []));
      const again = names.map((name) => `${name}=$KEEP_${name}`).join("; ");
      return `${block}\n${again}\n`;
    })
      .join("\n")
      .replace(/fileb:\/\/\w+\.pem/g, "fileb:///dev/null");
    const kept = Object.fromEntries(Object.entries(VALUES).map(([name, value]) => [`KEEP_${name}`, value]));
    const answer = await new Promise<string>((resolve, reject) => {
      const child = execFile(
        "bash",
        ["-c", `exec 3>&1 >/dev/null\n${PRELUDE}\n${script}`],
        {
          env: {
            ...{ PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "/" },
            ...{ AWS_DEFAULT_REGION: "eu-central-1", AWS_EC2_METADATA_DISABLED: "true" },
            ...{
              AWS_MAX_ATTEMPTS: "1",
              AWS_PAGER: "",
              AWS_ACCESS_KEY_ID: "none",
              AWS_SECRET_ACCESS_KEY: "none",
            },
            ...VALUES,
            ...kept,
          },
        },
        (error, stdout) => (error ? reject(error) : resolve(stdout)),
      );
      child.stdin?.end();
    });
    const calls = [...new Set(answer.trim().split("\n"))];
    expect(calls.filter((call) => call.startsWith("aws "))).to.deep.equal([]);
    expect(calls.length).to.be.greaterThan(20);
  });

  it("names files that exist", () => {
    const named = [...PAGE.matchAll(/\b(scripts\/[\w./-]+)/g)].map(([, path = ""]) => path);
    expect(named).to.have.length.greaterThan(0);
    for (const path of named) expect(statSync(join(ROOT, path)).mode & 0o111, path).to.not.equal(0);
  });

  it("names settings and outputs that exist", () => {
    const settings = [...PAGE.matchAll(/pulumi config (?:get|set|rm) (?:--path )?'?([a-zA-Z:]+)/g)];
    const outputs = [...PAGE.matchAll(/pulumi stack output (\w+)/g)].map(([, name = ""]) => name);
    const known: readonly string[] = [...SETTING_KEYS, "aws:region"];
    expect(settings.length).to.be.greaterThan(5);
    for (const [, key] of settings) expect(known).to.include(key);
    const program = readFileSync(join(ROOT, "index.ts"), "utf8");
    for (const output of outputs) expect(program).to.contain(`export const ${output} `);
    for (const [, name = ""] of PAGE.matchAll(/`((?:patch|proxy|image)[A-Z]\w+)`/g))
      expect(known).to.include(name);
  });

  it("names the fleet's resources as they are called", () => {
    const { baseName } = context();
    expect(fleetNames(context())).to.include({ group: `${baseName}-proxy`, patchGroup: `${baseName}-proxy` });
    expect(documentName(baseName)).to.equal(`${baseName}-patch`);
    expect(PAGE).to.contain('--document-name "$BASE-patch"');
    const { logGroup } = fleetNames(context());
    const groups = [...PAGE.matchAll(/"(\/centralized-logging\/[^"]+)"/g)].map(([, name = ""]) => name);
    expect(new Set(groups)).to.deep.equal(new Set([logGroup.replace(baseName, "$BASE")]));
  });

  it("explains every step of patching that can fail on the way", () => {
    const steps = patchDocument({
      autoScalingGroupName: "fleet",
      rebootOption: "RebootIfNeeded",
      drainSeconds: 1,
      output: { bucketName: "logs", prefix: "patching" },
    }).mainSteps.map(({ name }) => name);
    const [, table = ""] = /\| first failed step[^\n]*\n\|[^\n]*\n((?:\|.*\n)+)/.exec(PAGE) ?? [];
    const explained = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name = ""]) => name);
    expect(steps).to.include.members(explained);
    expect(explained).to.deep.equal([
      "makeRoom",
      "waitForStandby",
      "installPatches",
      "waitForHealthy",
      "exitStandby",
    ]);
  });

  it("explains every alert, and no other, and leads to sections that exist", async () => {
    const { all } = await fleet({ proxy: { exposure: CLOUDFRONT }, patching: { operation: "Install" } });
    const told = [
      ...all("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ name }) => name),
      ...all("aws:cloudwatch/eventTarget:EventTarget")
        .filter(({ name }) => name.endsWith("-topic"))
        .map(({ name }) => name.replace(/-topic$/, "")),
    ].map((name) => name.replace(/^proxy-/, ""));
    const [, table = ""] = /<!-- alerts:begin -->\n([\s\S]*?)<!-- alerts:end -->/.exec(PAGE) ?? [];
    const explained = [...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, name = ""]) => name);
    expect([...explained].sort()).to.deep.equal([...told].sort());
    const sections = [...PAGE.matchAll(/^## (.+)$/gm)].map(([, text = ""]) =>
      text.toLowerCase().replaceAll(" ", "-"),
    );
    for (const [, anchor = ""] of PAGE.matchAll(/\]\(#([\w-]+)\)/g)) expect(sections).to.include(anchor);
  });
});
