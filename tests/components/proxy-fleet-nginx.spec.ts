import { expect } from "chai";
import fc from "fast-check";
import { dashboardsAccess } from "../../components/proxy-fleet";
import {
  ADDRESS_CHANGE_SECONDS,
  type DashboardsAccess,
  type ProxySite,
  renderNginx,
  siteMistakes,
  timeouts,
} from "../../components/proxy-fleet/nginx";
import { NEW_DOMAIN } from "./configured";

const SITE: ProxySite = {
  hostName: "logs.example.com",
  domainEndpoint: "vpc-clo-0123456789.eu-central-1.es.amazonaws.com",
  dashboards: { kind: "custom-endpoint", hostName: "logs.example.com" },
  exposure: "internal",
  vpcCidr: "10.60.0.0/16",
};
const COGNITO: DashboardsAccess = {
  kind: "proxied-cognito",
  cognitoHost: "clo.auth.eu-central-1.amazoncognito.com",
};

const HOSTILE = [
  "",
  "localhost",
  "logs.example.com;",
  "logs.example.com\n",
  "logs.example.com; return 200",
  "logs.example.com/x",
  "https://logs.example.com",
  "logs.example.com:443",
  "*.example.com",
  "~^.*\\.example.com",
  "$host.example.com",
  "`id`.example.com",
  "$(id).example.com",
  "logs.example.com'",
  'logs."example.com',
  "logs..example.com",
  ".example.com",
  "example.com.",
  "-a.example.com",
  "a-.example.com",
  "logs.exam ple.com",
  "logs.example.com#",
  "{}.example.com",
  "@user@.example.com",
  "Logs.example.com",
  "lögs.example.com",
  "10.0.0.1",
  `${"a".repeat(64)}.example.com`,
  `${"a.".repeat(126)}ab`,
];

const label = fc
  .tuple(
    fc.constantFrom(..."abcxyz019"),
    fc.stringMatching(/^[a-z0-9-]{0,20}$/),
    fc.constantFrom(..."abcxyz019"),
  )
  .map((parts) => parts.join(""));
const hostName = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 4 }), fc.constantFrom("com", "example", "amazonaws"))
  .map(([labels, top]) => [...labels, top].join("."));
const site: fc.Arbitrary<ProxySite> = fc
  .tuple(
    hostName,
    hostName,
    hostName,
    fc.constantFrom("custom-endpoint", "domain-endpoint", "proxied-cognito"),
    fc.constantFrom("internal" as const, "allowlist" as const, "cloudfront" as const),
  )
  .map(([name, domainEndpoint, cognitoHost, kind, exposure]) => ({
    hostName: name,
    domainEndpoint,
    dashboards:
      kind === "custom-endpoint"
        ? { kind, hostName: name }
        : kind === "proxied-cognito"
          ? { kind, cognitoHost }
          : { kind: "domain-endpoint" },
    exposure,
    vpcCidr: "10.60.0.0/16",
  }));

describe("the nginx configuration", () => {
  it("refuses every hostile host name, wherever it is given", () => {
    for (const text of HOSTILE) {
      const reason = `\`${text}\` is not a host name: two or more labels of a-z, 0-9 and \`-\`, no scheme, port or path`;
      expect(() => renderNginx({ ...SITE, domainEndpoint: text }), text).to.throw(
        RangeError,
        `\`domainEndpoint\` ${reason}`,
      );
      expect(() => renderNginx({ ...SITE, hostName: text }), text).to.throw(`\`hostName\` ${reason}`);
      const dashboards = { kind: "proxied-cognito", cognitoHost: text } as const;
      expect(() => renderNginx({ ...SITE, dashboards }), text).to.throw(
        `\`dashboards.cognitoHost\` ${reason}`,
      );
    }
  });

  it("names all mistakes at once", () => {
    const wrong = { ...SITE, hostName: "a b", domainEndpoint: "x;", vpcCidr: "10.0.0.0/33" };
    expect(siteMistakes(wrong)).to.deep.equal([
      "`hostName` `a b` is not a host name: two or more labels of a-z, 0-9 and `-`, no scheme, port or path",
      "`domainEndpoint` `x;` is not a host name: two or more labels of a-z, 0-9 and `-`, no scheme, port or path",
      "`vpcCidr` `10.0.0.0/33` is not an IPv4 CIDR block, such as `10.60.0.0/16`, with no bit of a host set",
      "`dashboards.hostName` `logs.example.com` is not `a b`: after sign-in the browser is sent to the domain's custom endpoint, which must be the proxy",
    ]);
  });

  it("refuses blocks that are not blocks", () => {
    for (const vpcCidr of [
      "",
      "10.0.0.0",
      "10.0.0.0/16;",
      "10.0.0.256/16",
      "::/0",
      "10.0.0.0/16\n",
      "10.0.0.1/16",
    ]) {
      expect(siteMistakes({ ...SITE, vpcCidr }), vpcCidr).to.have.length(1);
    }
  });

  it("fills every placeholder, for every valid site", () => {
    fc.assert(
      fc.property(site, (valid) => {
        for (const text of Object.values(renderNginx(valid))) {
          expect(text).to.not.match(/@[a-z_]+@/);
          expect(text.split("{").length).to.equal(text.split("}").length);
        }
      }),
    );
  });

  it("speaks TLS 1.2 and 1.3 on both sides and verifies the domain", () => {
    const text = renderNginx(SITE)["nginx.conf"];
    expect(text.match(/^ *(?:proxy_)?ssl_protocols .*$/gm)?.map((line) => line.trim())).to.deep.equal([
      "ssl_protocols TLSv1.2 TLSv1.3;",
      "proxy_ssl_protocols TLSv1.2 TLSv1.3;",
    ]);
    expect(text).to.contain("proxy_ssl_verify on;");
    expect(text).to.contain("proxy_ssl_trusted_certificate /etc/pki/tls/certs/ca-bundle.crt;");
  });

  it("goes to the domain by kept connections and by the addresses of the moment", () => {
    for (const { dashboards, lookups } of [
      { dashboards: SITE.dashboards, lookups: 1 },
      { dashboards: { kind: "domain-endpoint" } as const, lookups: 1 },
      { dashboards: COGNITO, lookups: 2 },
    ]) {
      const text = Object.values(renderNginx({ ...SITE, dashboards })).join("");
      expect(text.match(/resolver 169\.254\.169\.253 valid=5s ipv6=off;/g)).to.have.length(lookups);
      const targets = new Set(
        [...text.matchAll(/proxy_pass (https:\/\/)?(\$?[a-z_]+(?::\d+)?)/g)].map((match) => match[2]),
      );
      expect(targets).to.deep.equal(
        new Set(["$domain_endpoint:443", "domain", ...(lookups === 2 ? ["$origin_name:443"] : [])]),
      );
    }
    expect(ADDRESS_CHANGE_SECONDS).to.equal(26);
  });

  it("asks by the custom endpoint where there is one, else by the domain's own name", () => {
    const names = (dashboards: DashboardsAccess) =>
      new Set(renderNginx({ ...SITE, dashboards })["nginx.conf"].match(/set \$origin_name \S+;/g));
    expect(names(SITE.dashboards)).to.deep.equal(new Set(["set $origin_name logs.example.com;"]));
    expect(names(COGNITO)).to.deep.equal(new Set([`set $origin_name ${SITE.domainEndpoint};`]));
    expect(names({ kind: "domain-endpoint" })).to.deep.equal(
      new Set([`set $origin_name ${SITE.domainEndpoint};`]),
    );
  });

  it("comes to a domain by the proxy's name where it can, and else as the domain was made", () => {
    const existing = {
      kind: "existing",
      endpoint: SITE.domainEndpoint,
      arn: "arn:aws:es:eu-central-1:111122223333:domain/clo",
      securityGroupId: "sg-0a1b",
    } as const;
    const named = { kind: "custom-endpoint", hostName: SITE.hostName };
    expect(dashboardsAccess(NEW_DOMAIN, SITE.hostName)).to.deep.equal(named);
    expect(dashboardsAccess({ ...existing, customEndpoint: SITE.hostName }, "x.example")).to.deep.equal(
      named,
    );
    expect(dashboardsAccess({ ...existing, cognitoHost: "clo.example" }, SITE.hostName)).to.deep.equal({
      kind: "proxied-cognito",
      cognitoHost: "clo.example",
    });
    expect(dashboardsAccess(existing, SITE.hostName)).to.deep.equal({ kind: "domain-endpoint" });
  });

  it("lets the hop nearest to the domain give up first, within CloudFront's 120 s", () => {
    for (const exposure of ["internal", "allowlist", "cloudfront"] as const) {
      const { read, idle, keepAlive } = timeouts(exposure);
      expect(read).to.be.lessThan(idle);
      expect(idle).to.be.lessThan(keepAlive);
      const text = renderNginx({ ...SITE, exposure })["nginx.conf"];
      expect(text).to.contain(`proxy_read_timeout ${read}s;`);
      expect(text).to.contain(`keepalive_timeout ${keepAlive}s;`);
    }
    expect(timeouts("internal").read).to.be.greaterThan(300);
    expect(timeouts("cloudfront").read).to.be.lessThan(120);
  });
});
