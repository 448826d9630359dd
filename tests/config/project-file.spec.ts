import { expect } from "chai";
import { parseConfig, type StackConfig } from "../../config";
import { SETTINGS, type Setting } from "../../config/settings";
import { projectFile, stackFile } from "./project-file";

/** The text that the engine makes of a value. */
const asText = (value: unknown): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);

/** The configuration of a stack's file as the program gets it from the engine, which adds Pulumi.yaml's defaults. */
function configured(stack: string): StackConfig {
  const { region, settings } = stackFile(stack);
  const raw: Record<string, string> = {};
  for (const [key, { default: value }] of Object.entries(projectFile().config)) {
    if (value !== undefined) raw[key] = asText(value);
  }
  for (const [key, value] of Object.entries(settings)) raw[key] = asText(value);
  return parseConfig(raw, { project: projectFile().name, stack, region });
}

describe("Pulumi.yaml", () => {
  const { name, runtime, config } = projectFile();

  it("runs the program's TypeScript with tsx", () => {
    expect(name).to.equal("centralized-logging");
    expect(runtime).to.deep.equal({
      name: "nodejs",
      options: { typescript: false, nodeargs: "--import tsx" },
    });
  });

  it("declares the settings that the program reads, in the same order", () => {
    expect(Object.keys(config)).to.deep.equal(Object.keys(SETTINGS));
  });

  for (const [key, setting] of Object.entries<Setting>(SETTINGS)) {
    it(`declares ${key} with the program's type and default, and a description`, () => {
      const { description, items, ...declared } = config[key] ?? {};
      // The engine refuses a typed secret whose default is not encrypted, so the secret has no type there.
      const { type, ...rest } = setting;
      expect(declared).to.deep.equal(setting.secret ? rest : { type, ...rest });
      expect(items).to.deep.equal(type === "array" ? { type: "string" } : undefined);
      expect(description).to.match(/^[A-Z`].*\.$/);
    });
  }
});

describe("Pulumi.dev.yaml", () => {
  it("is a complete stack that is cheap and can be deleted", () => {
    const stack = configured("dev");
    expect(stack).to.deep.include({
      deletionProtection: false,
      flowLogs: { destination: "s3", retentionDays: 14 },
      network: { kind: "new", cidr: "10.60.0.0/16", egress: "nat-single" },
      customerManagedKeys: [],
    });
    expect(stack.proxy.exposure.kind).to.equal("internal");
    expect(stack.patching).to.include({ operation: "Install", approveAfterDays: 0 });
  });
});

describe("Pulumi.prod.yaml", () => {
  it("has every protection on", () => {
    const stack = configured("prod");
    expect(stack).to.deep.include({
      deletionProtection: true,
      network: { kind: "new", cidr: "10.80.0.0/16", egress: "nat-per-zone" },
      customerManagedKeys: ["console", "domain", "volumes", "logs", "topic"],
    });
    expect(stack.userPool?.threatProtection).to.equal("enforced");
    expect(stack.console).to.deep.include({ originAccess: "control", waf: { kind: "managed" } });
    expect(stack.proxy.exposure).to.deep.include({ kind: "cloudfront", waf: { kind: "managed" } });
    expect(stack.patching).to.include({ operation: "Install", imageRefresh: "weekly" });
    expect(stack.alertEmails).to.deep.equal(["security@example.com", "platform-oncall@example.com"]);
  });

  it("survives the loss of a zone, and keeps its logs for a year", () => {
    const { zones, domain, logRetentionDays, flowLogs, proxy } = configured("prod");
    expect(zones).to.have.lengthOf(3);
    expect(domain).to.include({ kind: "new", instanceCount: 3, dedicatedMasters: true });
    expect([logRetentionDays, flowLogs.retentionDays]).to.deep.equal([365, 365]);
    expect(proxy.minSize).to.be.at.least(zones.length);
  });

  it("says what its security and its data rest on, whatever the defaults are", () => {
    expect(Object.keys(stackFile("prod").settings)).to.include.members([
      "alertEmails",
      "console",
      "consoleWaf",
      "customerManagedKeys",
      "dashboardsSignIn",
      "deletionProtection",
      "domainDedicatedMasters",
      "domainEngineVersion",
      "domainInstancesPerZone",
      "domainInstanceType",
      "domainMasterInstanceType",
      "egress",
      "exposure",
      "flowLogDestination",
      "flowLogRetentionDays",
      "imageRefresh",
      "logRetentionDays",
      "originAccess",
      "patchOperation",
      "proxyMaxInstanceLifetimeDays",
      "proxyWaf",
      "threatProtection",
    ]);
  });
});

describe("stack files", () => {
  for (const stack of ["dev", "prod"]) {
    const { region, settings } = stackFile(stack);

    it(`mean the same for ${stack} with and without the engine's defaults`, () => {
      const raw = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, asText(value)]));
      expect(parseConfig(raw, { project: projectFile().name, stack, region })).to.deep.equal(
        configured(stack),
      );
    });

    it(`name no real account or host for ${stack}`, () => {
      const text = JSON.stringify(settings);
      const accounts = [...text.matchAll(/["/:](\d{12})[":]/g)].map(([, id]) => id);
      expect(new Set(accounts)).to.deep.equal(new Set(["111122223333"]));
      const hosts = [
        settings["proxyHostName"],
        ...((settings["consoleAliases"] as string[] | undefined) ?? []),
      ];
      for (const host of hosts) expect(host).to.match(/\.example\.com$/);
    });
  }
});
