import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { chosenPrefixLists, deployedMatrix, trafficMatrix } from "../../components/security-groups";
import { type DeploymentFacts, deploymentOf } from "../../components/web-console";
import type { StackConfig } from "../../config/stack-config";
import { context, resolved } from "./recorder";

const EXPOSED = {
  vpcCidr: "10.60.0.0/16",
  nat: true,
  endpoints: { created: true, existing: "none" },
  domain: "new",
  cognitoProxied: false,
} as const;

const flows = trafficMatrix({
  ...EXPOSED,
  exposure: {
    kind: "allowlist",
    clients: { cidrs: ["203.0.113.0/24"], prefixListIds: ["pl-1"] },
  },
  s3PrefixListId: pulumi.output("pl-s3"),
});

describe("the matrix as the console takes it", () => {
  const deployed = deployedMatrix(flows);
  const flow = (id: string) => deployed.find((one) => one.id === id);

  it("has every flow with the rules that the stack declares for it, as plain values", () => {
    expect(JSON.parse(JSON.stringify(deployed))).to.deep.equal(deployed);
    expect(deployed.map(({ id }) => id)).to.deep.equal(flows.map(({ id }) => id));
    expect(flow("proxy-to-domain")).to.deep.equal({
      id: "proxy-to-domain",
      from: { kind: "group", name: "proxy" },
      to: { kind: "group", name: "domain" },
      protocol: "tcp",
      port: 443,
      why: "nginx to OpenSearch Dashboards",
      rules: ["ingress", "egress"],
    });
  });

  it("says of clients which setting they are an element of, also where none are named", () => {
    expect(deployed.flatMap(({ setting }) => setting ?? [])).to.deep.equal([
      "allowedCidrs",
      "allowedPrefixListIds",
    ]);
    const unnamed = trafficMatrix({
      ...EXPOSED,
      exposure: { kind: "internal", clients: { cidrs: [], prefixListIds: [] } },
    });
    expect(deployedMatrix(unnamed)[0]).to.deep.include({
      from: { kind: "cidr", cidr: "10.60.0.0/16" },
      setting: "allowedCidrs",
    });
  });

  it("leaves prefix lists that AWS chooses to the ids, by flow", async () => {
    expect(flow("proxy-to-s3")?.to).to.deep.equal({
      kind: "prefix-list",
      id: "",
      name: "Amazon S3 in this region",
    });
    expect(flow("pl-1-to-load-balancer")?.from).to.deep.equal({
      kind: "prefix-list",
      id: "pl-1",
      name: "pl-1",
    });
    expect(await resolved(pulumi.all(chosenPrefixLists(flows)))).to.deep.equal({
      "proxy-to-s3": "pl-s3",
      "proxy-to-s3-http": "pl-s3",
    });
  });
});

describe("what the console is told of the deployment", () => {
  const config = {
    project: "centralized-logging",
    stack: "dev",
    flowLogs: { destination: "s3", retentionDays: 14 },
    patching: { operation: "Install", scanSchedule: "rate(1 day)" },
    domain: { kind: "new" },
  } as DeploymentFacts["config"];
  const facts: DeploymentFacts = {
    context: context(),
    config,
    matrix: deployedMatrix(flows),
    register: [
      {
        id: "a",
        topic: "t",
        control: "c",
        owner: "customer",
        cadence: "every quarter",
        evidence: { kind: "output", name: "x" },
        open: "why",
      },
      {
        id: "b",
        topic: "t",
        control: "c",
        owner: "AWS",
        cadence: "continuously",
        evidence: { kind: "document", path: "README.md" },
      },
    ],
    roles: [],
    flowLogs: { kind: "none", why: "because" },
    autoScalingGroup: "group",
  };

  it("is the stack, its matrix, register and roles, where its stores are and what may be started", () => {
    const deployment = deploymentOf(facts);
    expect(JSON.parse(JSON.stringify(deployment))).to.deep.equal(deployment);
    expect(deployment).to.deep.equal({
      project: "centralized-logging",
      stack: "dev",
      accountId: "111122223333",
      region: "eu-central-1",
      partition: "aws",
      baseName: "clo-dev-eu-central-1",
      matrix: facts.matrix,
      register: [
        { ...facts.register[0], evidence: { kind: "output", type: null, name: "x", path: null } },
        {
          ...facts.register[1],
          evidence: { kind: "document", type: null, name: null, path: "README.md" },
          open: null,
        },
      ],
      roles: [],
      flowLogs: { kind: "none", why: "because" },
      flowLogRetentionDays: 14,
      history: { bucket: "clo-dev-eu-central-1-logs-111122223333", prefix: "interfaces" },
      patching: {
        operation: "Install",
        scanSchedule: "rate(1 day)",
        scanDocument: "clo-dev-eu-central-1-scan-now",
        installDocument: "clo-dev-eu-central-1-install-now",
        autoScalingGroup: "group",
      },
      domainName: "clo-dev-eu-central-1",
      groups: { viewer: "viewer", operator: "operator" },
    });
  });

  it("has no installation where the stack only scans, and no domain that is somebody else's", () => {
    const other = {
      ...config,
      patching: { operation: "Scan", scanSchedule: "rate(1 day)" },
      domain: { kind: "existing" },
    } as unknown as Pick<StackConfig, keyof typeof config>;
    const deployment = deploymentOf({ ...facts, config: other });
    expect(deployment).not.to.have.property("domainName");
    expect(deployment.patching).to.deep.equal({
      operation: "Scan",
      scanSchedule: "rate(1 day)",
      scanDocument: "clo-dev-eu-central-1-scan-now",
      autoScalingGroup: "group",
    });
  });
});
