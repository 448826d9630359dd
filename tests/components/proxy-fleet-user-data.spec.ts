import { expect } from "chai";
import fc from "fast-check";
import { parse } from "yaml";
import { type DashboardsAccess, renderNginx } from "../../components/proxy-fleet/nginx";
import { type BootValues, renderUserData, USER_DATA_MAX_BYTES } from "../../components/proxy-fleet/user-data";

const label = (max: number) =>
  fc
    .stringMatching(new RegExp(`^[a-z0-9]([a-z0-9-]{0,${max - 2}}[a-z0-9])?$`))
    .filter((text) => text.length <= max);
/** Names of a letter at least somewhere, or they would be addresses; up to the longest that DNS has. */
const hostName = fc
  .tuple(fc.array(label(63), { minLength: 1, maxLength: 3 }), fc.constantFrom("com", "example", "a1b"))
  .map(([labels, top]) => [...labels, top].join("."))
  .filter((text) => text.length <= 253);
const dashboards = (name: string): fc.Arbitrary<DashboardsAccess> =>
  fc.oneof(
    fc.constant<DashboardsAccess>({ kind: "custom-endpoint", hostName: name }),
    fc.constant<DashboardsAccess>({ kind: "domain-endpoint" }),
    hostName.map((cognitoHost): DashboardsAccess => ({ kind: "proxied-cognito", cognitoHost })),
  );
const site = hostName.chain((name) =>
  fc.record({
    hostName: fc.constant(name),
    domainEndpoint: hostName,
    dashboards: dashboards(name),
    exposure: fc.constantFrom("internal" as const, "allowlist" as const, "cloudfront" as const),
    vpcCidr: fc.constantFrom("10.60.0.0/16", "172.16.0.0/12", "192.168.128.0/17", "10.0.0.0/8"),
  }),
);
const name = fc.stringMatching(/^[A-Za-z0-9-]{1,60}$/);
const rejected = fc.array(fc.stringMatching(/^[a-z][a-z-]{0,20}-[0-9.]{1,10}[A-Za-z0-9._+:~^-]{0,40}\*?$/), {
  maxLength: 50,
});
const values = fc.record({
  region: fc.constantFrom("eu-central-1", "us-gov-west-1", "cn-northwest-1", "ap-southeast-7"),
  autoScalingGroupName: name,
  lifecycleHookName: name,
  releasever: fc.oneof(fc.constant("latest"), fc.stringMatching(/^2023\.[1-9][0-9]?\.20[0-9]{6}$/)),
  logGroupName: fc.stringMatching(/^\/[A-Za-z0-9_/.-]{1,200}$/),
  rejected,
  nginx: site.map((each) => renderNginx(each)),
});

interface WrittenFile {
  readonly path: string;
  readonly permissions: string;
  readonly content: string;
}

const FILES = [
  "/etc/dnf/vars/releasever",
  "/opt/proxy-fleet/nginx.conf",
  "/opt/proxy-fleet/routes.conf",
  "/etc/systemd/system/nginx.service.d/restart.conf",
  "/opt/proxy-fleet/cloudwatch-agent.json",
  "/opt/proxy-fleet/rejected",
  "/opt/proxy-fleet/boot.env",
  "/opt/proxy-fleet/boot.sh",
];

/** The words of a text: what is left of it whatever its spaces and lines. */
const words = (text: string): readonly string[] =>
  text
    .replace(/^\s*#(?!!).*$/gm, "")
    .split(/\s+/)
    .filter((word) => word !== "");

/** The text, or `undefined` where it is larger than EC2 takes, which is said so. */
function rendered(boot: BootValues): string | undefined {
  try {
    return renderUserData(boot);
  } catch (error) {
    expect(String(error)).to.match(/^RangeError: user data of `\d+` bytes; EC2 accepts at most 16384$/);
    return undefined;
  }
}

describe("user data of any valid values", () => {
  it("is a cloud-config that delivers every file, and never too large", () => {
    let accepted = 0;
    fc.assert(
      fc.property(values, (boot) => {
        const text = rendered(boot);
        if (text === undefined) return;
        accepted += 1;
        expect(Buffer.byteLength(text)).to.be.at.most(USER_DATA_MAX_BYTES);
        expect(text.startsWith("#cloud-config\n")).to.equal(true);
        const config = parse(text) as { readonly write_files: readonly WrittenFile[] };
        expect(Object.keys(config)).to.deep.equal(["ssh_pwauth", "write_files", "runcmd"]);
        expect(config.write_files.map(({ path }) => path)).to.deep.equal(FILES);
        const content = new Map(config.write_files.map((file) => [file.path, file.content]));
        expect(content.get("/etc/dnf/vars/releasever")).to.equal(`${boot.releasever}\n`);
        expect(content.get("/opt/proxy-fleet/rejected")).to.equal(
          boot.rejected.map((each) => `${each}\n`).join(""),
        );
        expect(content.get("/opt/proxy-fleet/boot.env")).to.equal(
          `REGION=${boot.region}\nGROUP=${boot.autoScalingGroupName}\nHOOK=${boot.lifecycleHookName}\n`,
        );
        for (const file of ["nginx.conf", "routes.conf"] as const) {
          expect(words(content.get(`/opt/proxy-fleet/${file}`) ?? "")).to.deep.equal(words(boot.nginx[file]));
        }
        expect(() => JSON.parse(content.get("/opt/proxy-fleet/cloudwatch-agent.json") ?? "")).to.not.throw();
      }),
      { numRuns: 150 },
    );
    expect(accepted).to.be.greaterThan(100);
  });

  it("is not rendered at all with one value that a shell, dnf or YAML could take for more", () => {
    const hostile = fc.constantFrom(
      "\n",
      " ",
      ";",
      "$(id)",
      "`id`",
      "'",
      '"',
      "\\",
      "#",
      "|",
      "&",
      "\u0000",
      "é",
    );
    const key = fc.constantFrom(
      "region" as const,
      "autoScalingGroupName" as const,
      "lifecycleHookName" as const,
      "releasever" as const,
      "logGroupName" as const,
    );
    fc.assert(
      fc.property(values, key, hostile, fc.boolean(), (boot, spoilt, text, before) => {
        const value = before ? `${text}${boot[spoilt]}` : `${boot[spoilt]}${text}`;
        expect(() => renderUserData({ ...boot, [spoilt]: value })).to.throw(RangeError, `\`${spoilt}\``);
        expect(() => renderUserData({ ...boot, rejected: [`nginx-1${text}`] })).to.throw(
          RangeError,
          "`rejected`",
        );
      }),
      { numRuns: 100 },
    );
  });
});
