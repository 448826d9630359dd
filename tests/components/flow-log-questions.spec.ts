import { expect } from "chai";
import { FlowLogQuestions, flowLogStore, Network } from "../../components/network";
import type { NetworkConfig } from "../../config/stack-config";
import { context, record } from "./recorder";

const questions = (stack = context()) =>
  record(() => new FlowLogQuestions("questions", { context: stack }), { context: stack });

const BUCKET = "s3://clo-dev-eu-central-1-logs-111122223333";
const FOLDER = `${BUCKET}/flow-logs/AWSLogs/111122223333/vpcflowlogs/eu-central-1`;

describe("FlowLogQuestions", () => {
  it("is a database, a table and a work group", async () => {
    const { resources } = await questions();
    expect(resources.map(({ type, name, parent }) => [type, name, parent])).to.have.deep.members([
      ["centralized-logging:index:FlowLogQuestions", "questions", ""],
      ["aws:glue/catalogDatabase:CatalogDatabase", "questions-database", "questions"],
      ["aws:glue/catalogTable:CatalogTable", "questions-table", "questions"],
      ["aws:athena/workgroup:Workgroup", "questions-work-group", "questions"],
    ]);
  });

  it("limits every question, whoever asks it, and keeps its answers encrypted in the archive", async () => {
    const { only } = await questions();
    const { configuration, ...inputs } = only("aws:athena/workgroup:Workgroup").inputs;
    expect(inputs).to.deep.equal({
      name: "clo-dev-eu-central-1-flow-logs",
      description: "Questions to the flow logs of clo-dev-eu-central-1",
      forceDestroy: true,
    });
    expect(configuration).to.deep.equal({
      enforceWorkgroupConfiguration: true,
      publishCloudwatchMetricsEnabled: false,
      requesterPaysEnabled: false,
      bytesScannedCutoffPerQuery: 107_374_182_400,
      engineVersion: { selectedEngineVersion: "Athena engine version 3" },
      resultConfiguration: {
        outputLocation: `${BUCKET}/athena/`,
        expectedBucketOwner: "111122223333",
        encryptionConfiguration: { encryptionOption: "SSE_S3" },
      },
    });
  });

  it("computes the partitions of 92 days, each of them the folder that flow logs of a day are delivered to", async () => {
    const { only } = await questions();
    const { inputs } = only("aws:glue/catalogTable:CatalogTable");
    expect(inputs).to.deep.include({
      name: "flow_logs",
      databaseName: "clo_dev_eu_central_1",
      tableType: "EXTERNAL_TABLE",
      partitionKeys: [{ name: "day", type: "string" }],
    });
    expect(inputs["parameters"]).to.deep.equal({
      EXTERNAL: "TRUE",
      classification: "csv",
      compressionType: "gzip",
      "skip.header.line.count": "1",
      "projection.enabled": "true",
      "projection.day.type": "date",
      "projection.day.format": "yyyy/MM/dd",
      "projection.day.range": "NOW-92DAYS,NOW",
      "projection.day.interval": "1",
      "projection.day.interval.unit": "DAYS",
      "storage.location.template": `${FOLDER}/\${day}`,
    });
    expect(inputs["storageDescriptor"].location).to.equal(`${FOLDER}/`);
    expect(inputs["storageDescriptor"].serDeInfo.parameters["field.delim"]).to.equal(" ");
  });

  it("has the columns of the records, in the order in which the flow log writes them", async () => {
    const { only } = await questions();
    const { columns } = only("aws:glue/catalogTable:CatalogTable").inputs["storageDescriptor"] as {
      readonly columns: readonly { readonly name: string; readonly type: string }[];
    };
    const network: NetworkConfig = { kind: "new", cidr: "10.60.0.0/16", egress: "nat-single" };
    const logged = await record(
      () =>
        new Network("network", {
          context: context(),
          zones: ["eu-central-1a", "eu-central-1b"],
          network,
          publicSubnets: false,
          flowLogs: { destination: "s3", retentionDays: 14 },
          logArchive: { bucketArn: "arn:aws:s3:::archive" },
        }),
    );
    const format = String(logged.only("aws:ec2/flowLog:FlowLog").inputs["logFormat"]);
    expect(columns.map(({ name }) => `\${${name.replaceAll("_", "-")}}`).join(" ")).to.equal(format);
    const numbers = columns.filter(({ type }) => type !== "string");
    expect(Object.fromEntries(numbers.map(({ name, type }) => [name, type]))).to.deep.equal({
      version: "int",
      srcport: "int",
      dstport: "int",
      protocol: "int",
      packets: "bigint",
      bytes: "bigint",
      start: "bigint",
      end: "bigint",
      tcp_flags: "int",
    });
  });

  it("asks for the archive of its own partition's account and region", async () => {
    const { only } = await questions(context("aws-cn"));
    expect(only("aws:glue/catalogTable:CatalogTable").inputs["storageDescriptor"].location).to.equal(
      "s3://clo-dev-cn-north-1-logs-111122223333/flow-logs/AWSLogs/111122223333/vpcflowlogs/cn-north-1/",
    );
  });
});

describe("where flow logs can be asked", () => {
  const fresh: NetworkConfig = { kind: "new", cidr: "10.60.0.0/16", egress: "nat-single" };
  const existing = (flowLogs: boolean) =>
    ({ kind: "existing", existing: { endpoints: [], flowLogs } }) as unknown as NetworkConfig;
  const [s3, cloudwatch] = (["s3", "cloudwatch"] as const).map((destination) => ({
    destination,
    retentionDays: 14,
  }));
  if (!s3 || !cloudwatch) throw new Error("two destinations");

  it("is Athena for those in S3, by names that its functions accept", () => {
    const store = flowLogStore(context(), { network: fresh, flowLogs: s3 });
    expect(store).to.deep.equal({
      kind: "athena",
      workGroup: "clo-dev-eu-central-1-flow-logs",
      database: "clo_dev_eu_central_1",
      table: "flow_logs",
    });
    expect(flowLogStore(context(), { network: existing(false), flowLogs: s3 })).to.deep.equal(store);
  });

  it("is Logs Insights for those in CloudWatch Logs", () => {
    expect(flowLogStore(context(), { network: fresh, flowLogs: cloudwatch })).to.deep.equal({
      kind: "logs-insights",
      logGroup: "/centralized-logging/clo-dev-eu-central-1/flow-logs",
    });
  });

  it("is nowhere for those that a VPC had before, and says why", () => {
    const store = flowLogStore(context(), { network: existing(true), flowLogs: s3 });
    expect(store).to.deep.equal({
      kind: "none",
      why: "The VPC had flow logs before this stack, which knows neither where they are nor what they record.",
    });
  });
});
