import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const SCRIPT = readFileSync(join(__dirname, "../../components/proxy-fleet/boot.sh"), "utf8");

/** Programs of the instance that only write down how they were called, and fail where they are told to. */
const STUBS = [
  "aws",
  "curl",
  "dnf",
  "nginx",
  "openssl",
  "restorecon",
  "setenforce",
  "setsebool",
  "sleep",
  "systemctl",
];
const AGENT = "opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl";
const STUB = `#!/bin/bash
call="$(basename "$0") $*"
echo "$call" >>"$BOOT_ROOT/calls"
if [[ -n $BOOT_FAILS && $call =~ $BOOT_FAILS ]]; then
  failures=$(grep -cE -- "$BOOT_FAILS" "$BOOT_ROOT/calls")
  [[ $failures -gt $BOOT_FAILURES ]] || exit 1
fi
case $call in
  *api/token*) echo token ;;
  *instance-id*) [[ $call == aws* ]] || echo i-0123456789abcdef0 ;;
  *healthz*) echo -n "$BOOT_HEALTHY" ;;
  *readyz*) echo -n "$BOOT_READY" ;;
esac
`;

interface Boot {
  /** A pattern of the calls that fail, and how often each does; always by default. */
  readonly fails?: string;
  readonly failures?: number;
  /** What the domain answers, as nginx passes it on. */
  readonly ready?: string;
  /** What nginx itself answers. */
  readonly healthy?: string;
  readonly rejected?: string;
}

interface Outcome {
  readonly status: number;
  readonly calls: readonly string[];
  readonly reports: readonly string[];
  /** Who may look at the directory of the private key. */
  readonly keyMode: number | undefined;
  read(path: string): string;
}

/** Boots an instance in a directory of its own. */
async function boot({
  fails = "",
  failures = 1e6,
  ready = "302",
  healthy = "200",
  rejected = "",
}: Boot = {}): Promise<Outcome> {
  const root = mkdtempSync(join(tmpdir(), "boot-"));
  const file = (path: string, text: string, mode = 0o644) => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), mode);
  };
  try {
    for (const stub of STUBS) file(`bin/${stub}`, STUB, 0o755);
    file(AGENT, STUB, 0o755);
    file("opt/proxy-fleet/boot.env", "REGION=eu-central-1\nGROUP=fleet\nHOOK=ready\n");
    file("opt/proxy-fleet/rejected", rejected);
    file("opt/proxy-fleet/nginx.conf", "# nginx\n");
    file("opt/proxy-fleet/routes.conf", "# routes\n");
    file("etc/nginx/.keep", "");
    file(
      "etc/yum.repos.d/amazonlinux.repo",
      "[amazonlinux]\nenabled=1\nskip_if_unavailable=1\n\n[source]\nenabled=0\n",
    );
    file("etc/dnf/dnf.conf", "[main]\nskip_if_unavailable=True\n");
    file("etc/selinux/config", "SELINUX=permissive\nSELINUXTYPE=targeted\n");
    file("boot.sh", SCRIPT.replaceAll(/(?<=[ ="\n])\/(?=opt|etc)/g, `${root}/`));
    const status = await new Promise<number>((resolve) => {
      const child = execFile(
        "bash",
        [join(root, "boot.sh")],
        {
          timeout: 60_000,
          env: {
            PATH: `${join(root, "bin")}:/usr/bin:/bin`,
            BOOT_ROOT: root,
            BOOT_FAILS: fails,
            BOOT_FAILURES: String(failures),
            BOOT_READY: ready,
            BOOT_HEALTHY: healthy,
          },
        },
        () => resolve(child.exitCode ?? -1),
      );
    });
    const calls = readFileSync(join(root, "calls"), "utf8").trim().split("\n");
    const kept = new Map(
      ["etc/yum.repos.d/amazonlinux.repo", "etc/dnf/dnf.conf", "etc/selinux/config"].map((path) => [
        path,
        readFileSync(join(root, path), "utf8"),
      ]),
    );
    const keys = statSync(join(root, "etc/pki/nginx/private"), { throwIfNoEntry: false });
    return {
      status,
      calls,
      keyMode: keys && keys.mode & 0o777,
      reports: calls.flatMap((call) => /^aws .* --lifecycle-action-result (\w+)$/.exec(call)?.[1] ?? []),
      read: (path) => kept.get(path) ?? "",
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

describe("the boot of a proxy", function () {
  this.timeout(120_000);

  it("reports itself ready, once, after everything else", async () => {
    const { status, calls, reports } = await boot();
    expect(status).to.equal(0);
    expect(reports).to.deep.equal(["CONTINUE"]);
    expect(calls.at(-1)).to.equal(
      "aws autoscaling complete-lifecycle-action --region eu-central-1 --auto-scaling-group-name fleet --lifecycle-hook-name ready --instance-id i-0123456789abcdef0 --lifecycle-action-result CONTINUE",
    );
    const place = (beginning: string) => calls.findIndex((call) => call.startsWith(beginning));
    const order = [
      "curl -fsS --retry 5 -X PUT",
      "setenforce 1",
      "dnf -y -q upgrade --security --exclude=kernel*",
      "dnf -y -q install amazon-cloudwatch-agent nginx nginx-mod-stream",
      "amazon-cloudwatch-agent-ctl",
      "openssl req -x509",
      "setsebool -P httpd_can_network_connect 1",
      "nginx -t",
      "systemctl enable --now nginx",
      "systemctl disable --now sshd",
    ].map(place);
    expect(order).to.not.include(-1);
    expect(order).to.deep.equal([...order].sort((a, b) => a - b));
  });

  it("lets no repository be skipped, and leaves SELinux enforcing", async () => {
    const { read } = await boot();
    expect(read("etc/yum.repos.d/amazonlinux.repo")).to.equal(
      "[amazonlinux]\nskip_if_unavailable=False\nenabled=1\n\n[source]\nskip_if_unavailable=False\nenabled=0\n",
    );
    expect(read("etc/dnf/dnf.conf")).to.equal("[main]\nskip_if_unavailable=False\n");
    expect(read("etc/selinux/config")).to.equal("SELINUX=enforcing\nSELINUXTYPE=targeted\n");
  });

  it("keeps rejected packages out, each as one argument", async () => {
    const { calls } = await boot({ rejected: "nginx-1.28.0-*\nzlib-1.3-*\n" });
    expect(calls.filter((call) => call.startsWith("dnf"))).to.deep.equal([
      "dnf -y -q --exclude=nginx-1.28.0-* --exclude=zlib-1.3-* upgrade --security --exclude=kernel*",
      "dnf -y -q --exclude=nginx-1.28.0-* --exclude=zlib-1.3-* install amazon-cloudwatch-agent nginx nginx-mod-stream",
    ]);
  });

  it("gives the instance up whatever fails, and then serves nothing that was not checked", async () => {
    const failures = [
      "^setenforce",
      "^dnf .*upgrade",
      "^dnf .*install",
      "^amazon-cloudwatch-agent-ctl",
      "^openssl",
      "^restorecon",
      "^setsebool",
      "^nginx -t",
      "^systemctl daemon-reload",
      "^systemctl enable",
      "^systemctl disable",
    ];
    for (const fails of failures) {
      const { status, calls, reports } = await boot({ fails });
      expect(status, fails).to.not.equal(0);
      expect(reports, fails).to.deep.equal(["ABANDON"]);
      const started = calls.some((call) => call.startsWith("systemctl enable"));
      expect(started, fails).to.equal(fails.startsWith("^systemctl") && fails !== "^systemctl daemon-reload");
      expect(calls.at(-2), fails).to.equal("sleep 15");
    }
  });

  it("starts the agent that sends the logs, with its configuration", async () => {
    const [call] = (await boot()).calls.filter((each) => each.startsWith("amazon-cloudwatch-agent-ctl"));
    expect(call).to.match(
      /^\S+ -a fetch-config -m ec2 -s -c file:\S+\/opt\/proxy-fleet\/cloudwatch-agent\.json$/,
    );
  });

  it("makes a certificate that outlasts the oldest proxy that `proxyMaxInstanceLifetimeDays` allows", async () => {
    const [call = ""] = (await boot()).calls.filter((each) => each.startsWith("openssl"));
    expect(Number(/ -days (\d+) /.exec(call)?.[1])).to.be.greaterThan(365);
  });

  it("keeps its key from everybody but root", async () => {
    expect((await boot()).keyMode).to.equal(0o700);
  });

  it("tries packages and its report again before it gives up", async () => {
    for (const fails of ["^dnf .*upgrade", "^dnf .*install", "complete-lifecycle-action"]) {
      expect((await boot({ fails, failures: 4 })).reports.at(-1), fails).to.equal("CONTINUE");
    }
    const { status, reports } = await boot({ fails: "complete-lifecycle-action" });
    expect(status).to.not.equal(0);
    expect(reports).to.have.length(5);
  });

  it("is ready with any answer of the domain but an error of its own or of the way there", async () => {
    for (const ready of ["200", "302", "401", "403"])
      expect((await boot({ ready })).reports, ready).to.deep.equal(["CONTINUE"]);
    for (const ready of ["000", "502", "503"]) {
      const { status, reports } = await boot({ ready });
      expect([status, reports], ready).to.deep.equal([1, ["ABANDON"]]);
    }
  });

  it("is not ready while its own health check fails, which the load balancer would ask next", async () => {
    const { status, reports } = await boot({ healthy: "421" });
    expect([status, reports]).to.deep.equal([1, ["ABANDON"]]);
  });
});
