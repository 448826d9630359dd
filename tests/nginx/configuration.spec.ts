import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { type ProxySite, renderNginx } from "../../components/proxy-fleet/nginx";
import { ENVIRONMENT, need } from "../real-parts";
import { checkConfiguration } from "./installed";
import { Rig } from "./rig";
import { ACCESS, EXPOSURES, site, skipWithoutNginx } from "./stage";

const KINDS = ["custom-endpoint", "domain-endpoint", "proxied-cognito"] as const;

const ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Every label that a host name may have, the longest included. */
const label = fc
  .tuple(
    fc.constantFrom(...ALPHANUMERIC),
    fc.option(
      fc
        .tuple(fc.stringMatching(/^[a-z0-9-]{0,61}$/), fc.constantFrom(...ALPHANUMERIC))
        .map((parts) => parts.join("")),
    ),
  )
  .map(([first, rest]) => `${first}${rest ?? ""}`);

const hostName = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 7 }), fc.constantFrom("com", "example", "xn--p1ai"))
  .map(([labels, top]) => [...labels, top].join("."))
  .filter((name) => name.length <= 253);

const address = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));

/** A block whose host bits are zero. */
const block = fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([octets, length]) => {
  const value = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - length);
  const start = Math.floor(value / size) * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join(".")}/${length}`;
});

const anySite: fc.Arbitrary<ProxySite> = fc
  .tuple(hostName, hostName, hostName, fc.constantFrom(...KINDS), fc.constantFrom(...EXPOSURES), block)
  .map(([name, domainEndpoint, cognitoHost, kind, exposure, vpcCidr]) => ({
    ...{ hostName: name, domainEndpoint, exposure, vpcCidr },
    dashboards:
      kind === "custom-endpoint"
        ? { kind, hostName: name }
        : kind === "proxied-cognito"
          ? { kind, cognitoHost }
          : { kind },
  }));

/** What a host name is, said again without a pattern. */
function isHostName(text: string): boolean {
  const labels = text.split(".");
  const plain = (part: string) =>
    part.length >= 1 &&
    part.length <= 63 &&
    [...part].every((letter) => ALPHANUMERIC.includes(letter) || letter === "-") &&
    !part.startsWith("-") &&
    !part.endsWith("-");
  const octet = (part: string) => String(Number(part)) === part && Number(part) <= 255;
  const isAddress = labels.length === 4 && labels.every(octet);
  return text.length <= 253 && labels.length >= 2 && labels.every(plain) && !isAddress;
}

/** Host names, some of them spoilt by a piece that nginx, a shell or a URL would read. */
const nearHostName = fc.oneof(
  hostName,
  fc.string({ unit: "binary" }),
  fc
    .tuple(
      hostName,
      fc.nat(253),
      fc.constantFrom(
        ";",
        " ",
        "\n",
        "\r\n",
        "\0",
        "$",
        "{",
        "}",
        "#",
        '"',
        "'",
        "\\",
        "/",
        ":",
        "@",
        "%",
        "..",
        "-.",
        "*",
        "~",
        "é",
        "A",
        "_",
        "`id`",
      ),
    )
    .map(([name, at, piece]) => `${name.slice(0, at)}${piece}${name.slice(at)}`),
);

describe("the proxy's configuration", () => {
  describe("to nginx -t", () => {
    let rig: Rig;

    before(async function () {
      skipWithoutNginx(this);
      rig = await Rig.create();
    });
    after(async () => {
      await rig?.destroy();
    });

    for (const kind of KINDS) {
      for (const exposure of EXPOSURES) {
        it(`is right, without a warning: ${kind}, ${exposure}`, () => {
          rig.write(site(kind, exposure));
          expect(checkConfiguration(rig.directory)).to.not.match(/\[(?:warn|error|emerg|alert|crit)\]/);
        });
      }
    }

    it("is right, without a warning, for every valid site", () => {
      const longest = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(56)}.com`;
      const extreme: ProxySite = {
        ...{ hostName: longest, domainEndpoint: longest.replaceAll("a", "e"), exposure: "internal" },
        ...{ dashboards: { kind: "proxied-cognito", cognitoHost: longest.replaceAll("a", "f") } },
        vpcCidr: "0.0.0.0/0",
      };
      expect(longest).to.have.length(252);
      fc.assert(
        fc.property(anySite, (valid) => {
          rig.write(valid);
          expect(checkConfiguration(rig.directory)).to.not.match(/\[(?:warn|error|emerg|alert|crit)\]/);
        }),
        { numRuns: 40, examples: [[extreme]] },
      );
    });
  });

  it("is rendered for a site exactly where its names are host names", () => {
    fc.assert(
      fc.property(
        nearHostName,
        fc.constantFrom("hostName", "domainEndpoint", "cognitoHost"),
        (text, place) => {
          const proxied = site("proxied-cognito");
          const changed: ProxySite =
            place === "cognitoHost"
              ? { ...proxied, dashboards: { ...ACCESS["proxied-cognito"], cognitoHost: text } }
              : { ...proxied, [place]: text };
          if (isHostName(text)) expect(() => renderNginx(changed)).to.not.throw();
          else expect(() => renderNginx(changed)).to.throw(RangeError, "is not a host name");
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("is rendered for a block exactly where no bit of a host is set", () => {
    const given = fc.tuple(address, fc.nat(40)).map(([octets, length]) => `${octets.join(".")}/${length}`);
    fc.assert(
      fc.property(fc.oneof(given, block), (vpcCidr) => {
        const [start = "", length = ""] = vpcCidr.split("/");
        const value = start.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
        const right = Number(length) <= 32 && value % 2 ** (32 - Number(length)) === 0;
        const render = () => renderNginx({ ...site("custom-endpoint"), vpcCidr });
        if (right) expect(render).to.not.throw();
        else expect(render).to.throw(RangeError, "`vpcCidr`");
      }),
      { numRuns: 500 },
    );
  });

  it("has nothing that nginx has changed since Debian's version", () => {
    for (const kind of KINDS) {
      const text = Object.values(renderNginx(site(kind))).join("\n");
      expect(text, "since 1.25.1 `http2` is a directive of its own").to.not.match(/listen [^;]*http2/);
      expect(text, "gone with 1.25.1").to.not.match(
        /^\s*(?:ssl (?:on|off)|http2_(?:push|max|idle|recv)\S*|spdy\S*) /m,
      );
    }
  });

  describe("to gixy, which reads configurations for weaknesses", () => {
    let directory: string;

    before(function () {
      need(this, "gixy");
      directory = mkdtempSync(join(tmpdir(), "gixy-"));
    });
    after(() => {
      if (directory) rmSync(directory, { recursive: true, force: true });
    });

    const findings = (files: Readonly<Record<string, string>>): readonly string[] => {
      for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
      const command = ["-f", "json", join(directory, "nginx.conf")];
      const options: ExecFileSyncOptionsWithStringEncoding = {
        ...{ encoding: "utf8", env: ENVIRONMENT, stdio: ["ignore", "pipe", "ignore"] },
      };
      let said: string;
      try {
        said = execFileSync("gixy", command, options);
      } catch (error) {
        // It found something.
        said = String((error as { stdout?: string }).stdout);
      }
      const found: readonly { readonly plugin: string; readonly reason: string }[] = JSON.parse(said);
      return found.map(({ plugin, reason }) => `${plugin}: ${reason}`);
    };

    it("sees a weakness where there is one", () => {
      const files = renderNginx(site("custom-endpoint"));
      const weak = files["nginx.conf"].replace("return 302 /_dashboards/;", "return 302 https://$host$uri;");
      expect(findings({ ...files, "nginx.conf": weak })).to.not.deep.equal([]);
    });

    for (const kind of KINDS) {
      it(`has none: ${kind}`, () => {
        for (const exposure of EXPOSURES) {
          expect(findings({ ...renderNginx(site(kind, exposure)) }), exposure).to.deep.equal([]);
        }
      });
    }
  });
});
