import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { renderNginx } from "../../components/proxy-fleet/nginx";
import {
  type BootValues,
  bootMistakes,
  renderUserData,
  USER_DATA_MAX_BYTES,
} from "../../components/proxy-fleet/user-data";
import { EXPOSURES, site } from "../nginx/stage";
import { need } from "../real-parts";

const ROOT = join(__dirname, "../..");

const longest = `${["a".repeat(63), "b".repeat(63), "c".repeat(63), "d".repeat(57)].join(".")}.com`;

function values(changes: Partial<BootValues> = {}, hostName = "logs.example.com"): BootValues {
  return {
    region: "eu-central-1",
    autoScalingGroupName: "clo-dev-eu-central-1-proxy",
    lifecycleHookName: "clo-dev-eu-central-1-ready",
    releasever: "latest",
    logGroupName: "/centralized-logging/clo-dev-eu-central-1/proxy",
    rejected: [],
    nginx: renderNginx({
      hostName,
      domainEndpoint: hostName === longest ? longest : "vpc-clo-0123456789.eu-central-1.es.amazonaws.com",
      dashboards: { kind: "proxied-cognito", cognitoHost: hostName },
      exposure: "internal",
      vpcCidr: "10.60.0.0/16",
    }),
    ...changes,
  };
}

interface CloudConfig {
  readonly ssh_pwauth: boolean;
  readonly write_files: readonly {
    readonly path: string;
    readonly permissions: string;
    readonly content: string;
  }[];
  readonly runcmd: readonly (readonly string[])[];
}

function cloudConfig(boot: BootValues): CloudConfig {
  const text = renderUserData(boot);
  expect(text.startsWith("#cloud-config\n")).to.equal(true);
  return parse(text);
}

function content(boot: BootValues, path: string): string {
  const file = cloudConfig(boot).write_files.find((candidate) => candidate.path === path);
  if (!file) throw new Error(`no file \`${path}\``);
  return file.content;
}

/** What a command says. @throws with its words where it is not content */
function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, [...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stdout}${stderr}`);
  return stdout;
}

describe("the user data", () => {
  it("delivers files and runs one script", () => {
    const { write_files: files, runcmd, ...others } = cloudConfig(values());
    expect(others).to.deep.equal({ ssh_pwauth: false });
    expect(files.map(({ path, permissions }) => [path, permissions])).to.deep.equal([
      ["/etc/dnf/vars/releasever", "0644"],
      ["/opt/proxy-fleet/nginx.conf", "0644"],
      ["/opt/proxy-fleet/routes.conf", "0644"],
      ["/etc/systemd/system/nginx.service.d/restart.conf", "0644"],
      ["/opt/proxy-fleet/cloudwatch-agent.json", "0644"],
      ["/opt/proxy-fleet/rejected", "0644"],
      ["/opt/proxy-fleet/boot.env", "0600"],
      ["/opt/proxy-fleet/boot.sh", "0700"],
    ]);
    expect(runcmd).to.deep.equal([["/opt/proxy-fleet/boot.sh"]]);
  });

  it("delivers nginx's configuration as it was rendered, but for comments and the width of indentation", () => {
    const bare = (text: string) =>
      text
        .replace(/^\s*#.*\n/gm, "")
        .replace(/^\s*\n/gm, "")
        .replaceAll("    ", " ");
    const boot = values();
    expect(content(boot, "/opt/proxy-fleet/nginx.conf")).to.equal(bare(boot.nginx["nginx.conf"]));
    expect(content(boot, "/opt/proxy-fleet/routes.conf")).to.equal(bare(boot.nginx["routes.conf"]));
  });

  it("puts what differs between stacks into files of its own, and none of it into the script", () => {
    const here = values();
    const there = values({ region: "us-gov-west-1", releasever: "2023.9.20251117" }, "other.example.com");
    expect(content(here, "/etc/dnf/vars/releasever")).to.equal("latest\n");
    expect(content(there, "/etc/dnf/vars/releasever")).to.equal("2023.9.20251117\n");
    expect(content(here, "/opt/proxy-fleet/boot.env")).to.equal(
      "REGION=eu-central-1\nGROUP=clo-dev-eu-central-1-proxy\nHOOK=clo-dev-eu-central-1-ready\n",
    );
    expect(content(here, "/opt/proxy-fleet/boot.sh")).to.equal(content(there, "/opt/proxy-fleet/boot.sh"));
  });

  it("sends requests, connections, errors and the boot to the log group, and no line with a query string", () => {
    const { collect_list: files } = JSON.parse(content(values(), "/opt/proxy-fleet/cloudwatch-agent.json"))
      .logs.logs_collected.files;
    const file = (path: string, stream: string) => ({
      file_path: path,
      log_group_name: "/centralized-logging/clo-dev-eu-central-1/proxy",
      log_stream_name: `{instance_id}${stream}`,
      timezone: "UTC",
    });
    expect(files).to.deep.equal([
      file("/var/log/nginx/access.log", ""),
      file("/var/log/nginx/connections.log", "-connections"),
      {
        ...file("/var/log/nginx/error.log", "-errors"),
        filters: [{ type: "exclude", expression: "\\?" }],
      },
      file("/var/log/cloud-init-output.log", "-boot"),
    ]);
    const { expression } = files[2].filters[0];
    expect('request: "GET /_dashboards/auth?code=1 HTTP/1.1"').to.match(new RegExp(expression));
    expect('request: "GET /_dashboards/ HTTP/1.1"').to.not.match(new RegExp(expression));
    // Each log that nginx writes is sent.
    const written = [...content(values(), "/opt/proxy-fleet/nginx.conf").matchAll(/_log (\/\S+)/g)];
    expect(files.map((each: { file_path: string }) => each.file_path)).to.include.members(
      written.map(([, path]) => path),
    );
  });

  it("refuses values that are not what they should be, all at once", () => {
    const hostile = {
      region: "eu-central-1; id",
      autoScalingGroupName: "$(id)",
      lifecycleHookName: "a b",
      releasever: "latest\nroot",
      logGroupName: "x`id`",
      rejected: ["nginx-1.28.0-*", "--installroot=/tmp", "a b"],
    };
    expect(bootMistakes(hostile)).to.deep.equal([
      "`region` `eu-central-1; id` is not a region such as `eu-central-1`",
      "`autoScalingGroupName` `$(id)` is not 1 to 255 letters, digits and `-`",
      "`lifecycleHookName` `a b` is not 1 to 255 letters, digits and `-`",
      "`releasever` `latest\nroot` is not `latest` or a release such as `2023.9.20251117`",
      "`logGroupName` `x`id`` is not 1 to 512 letters, digits, `_`, `/`, `.` and `-`",
      "`rejected` `--installroot=/tmp` is not a package such as `nginx-1.28.0-*`",
      "`rejected` `a b` is not a package such as `nginx-1.28.0-*`",
    ]);
    expect(() => renderUserData(values(hostile))).to.throw(RangeError, "`region`");
    for (const releasever of ["", "2023", "Latest", "2023.9.20251117x", "../latest"]) {
      expect(() => renderUserData(values({ releasever })), releasever).to.throw("`releasever`");
    }
  });

  it("stays under EC2's limit with the longest names, and says so where it does not", () => {
    expect(longest).to.have.length(253);
    expect(Buffer.byteLength(renderUserData(values({}, longest)))).to.be.at.most(USER_DATA_MAX_BYTES);
    const nginx = { "nginx.conf": `x${"y".repeat(USER_DATA_MAX_BYTES)}\n`, "routes.conf": "" };
    expect(() => renderUserData(values({ nginx }))).to.throw(
      /^user data of `\d+` bytes; EC2 accepts at most 16384$/,
    );
  });

  describe("to cloud-init's schema and shellcheck", () => {
    let directory: string;
    before(() => {
      directory = mkdtempSync(join(tmpdir(), "user-data-"));
    });
    after(() => rmSync(directory, { recursive: true, force: true }));

    const schema = (text: string): string => {
      const path = join(directory, "user-data");
      writeFileSync(path, text);
      return run("cloud-init", ["schema", "--config-file", path]);
    };

    it("is a valid cloud-config, in every mode and exposure", function () {
      this.timeout(120_000);
      need(this, "cloud-init");
      for (const kind of ["custom-endpoint", "domain-endpoint", "proxied-cognito"] as const) {
        for (const exposure of EXPOSURES) {
          const text = renderUserData(values({ nginx: renderNginx(site(kind, exposure)) }));
          expect(schema(text), `${kind}, ${exposure}`).to.match(/^Valid cloud-config/);
        }
      }
      expect(() => schema(renderUserData(values()).replace("runcmd:", "runcmd: 1\nx:"))).to.throw(
        /cloud-init ended with 1/,
      );
    });

    it("runs a script without a fault: the one delivered, and each of the repository", function () {
      need(this, "shellcheck");
      const delivered = join(directory, "boot.sh");
      writeFileSync(delivered, content(values(), "/opt/proxy-fleet/boot.sh"));
      // Comments that excuse a line are left out of what is delivered.
      expect(run("shellcheck", ["--exclude=SC1091,SC2317", delivered])).to.equal("");
      const sources = ["components/proxy-fleet/boot.sh", "scripts/await-proxies.sh", ".ci/run"].map((path) =>
        join(ROOT, path),
      );
      expect(run("shellcheck", sources)).to.equal("");
    });
  });
});
