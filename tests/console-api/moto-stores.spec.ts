import { CreateWorkGroupCommand, StartQueryExecutionCommand } from "@aws-sdk/client-athena";
import {
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
} from "@aws-sdk/client-auto-scaling";
import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeImagesCommand } from "@aws-sdk/client-ec2";
import { expect } from "chai";
import { COLUMNS } from "../../console/local/sample/flow-logs";
import type { EvidenceAnswer, Patching, Question } from "../../console-api/contract";
import type { FlowLogStore } from "../../console-api/deployment";
import { forgetAnswers } from "../../console-api/evidence";
import { athenaQuery } from "../../console-api/evidence/athena-query";
import { periodOf } from "../../console-api/evidence/period";
import { answer } from "../../console-api/handler";
import { DEPLOYMENT, identity, NOW, REGION, surroundings } from "./deployed";
import { setMoto } from "./moto";
import { refusalOf } from "./refused";
import { silenced } from "./silenced";

const UUID = "00000000-0000-4000-8000-000000000000";

const INSIGHTS = { kind: "logs-insights", logGroup: "/centralized-logging/clo-dev/flow-logs" } as const;

describe("at moto's server", () => {
  const moto = setMoto();
  let flowLogs: FlowLogStore = DEPLOYMENT.flowLogs;
  beforeEach(forgetAnswers);

  async function ask<T>(field: string, asked: object = {}): Promise<T> {
    const around = surroundings({ aws: moto().aws, deployment: { ...DEPLOYMENT, flowLogs } });
    const run = () => answer({ field, arguments: asked, identity: identity(["viewer"]) }, around);
    return (await silenced("warn", () => silenced("info", run))).said.said as T;
  }

  describe("a question to Athena", () => {
    beforeEach(async () => {
      flowLogs = DEPLOYMENT.flowLogs;
      const Name = flowLogs.kind === "athena" ? flowLogs.workGroup : "";
      await moto().aws.athena.send(new CreateWorkGroupCommand({ Name }));
    });

    it("is started, known again by its id, and answered with the rows of its result", async () => {
      const seconds = NOW.getTime() / 1000;
      const cells = [
        ...["eni-1", "ingress", "10.0.0.9", "10.0.0.1", "6", "443", "OK", "1", "0", "1", "50000", "50000"],
        ...["4", "100", String(seconds - 90_000), String(seconds - 80_000)],
      ];
      const rows = [COLUMNS, cells].map((row) => ({
        Data: row.map((VarCharValue) => ({ VarCharValue })),
      }));
      const { ok } = await fetch(`${moto().endpoint}/moto-api/static/athena/query-results`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          account_id: DEPLOYMENT.accountId,
          region: REGION,
          results: [{ rows, column_info: [] }],
        }),
      });
      expect(ok).to.equal(true);
      const { id } = await ask<Question>("startEvidence", { days: 7 });
      const found = await ask<EvidenceAnswer>("evidence", { id });
      expect(found).to.deep.include({ state: "READY", days: 7, total: 0, failure: null });
      expect(found.coverage).to.deep.include({ records: 1, unresolved: 1, truncated: false });
    });

    it("is not known where it asks something else, or was asked in another work group", async () => {
      const { athena } = moto().aws;
      await athena.send(new CreateWorkGroupCommand({ Name: "primary-of-others" }));
      const own = flowLogs.kind === "athena" ? flowLogs : undefined;
      const text = own === undefined ? "" : athenaQuery(own, periodOf(7, NOW));
      for (const [WorkGroup, QueryString] of [
        [own?.workGroup, "SELECT 1"],
        ["primary-of-others", text],
      ] as const) {
        const { QueryExecutionId: id } = await athena.send(
          new StartQueryExecutionCommand({ QueryString, WorkGroup }),
        );
        const refused = await refusalOf(() => ask("evidence", { id }));
        expect(refused).to.equal("NotFound: no question of this console has this id");
      }
    });
  });

  describe("a question to Logs Insights", () => {
    beforeEach(async () => {
      flowLogs = INSIGHTS;
      await moto().aws.logs.send(new CreateLogGroupCommand({ logGroupName: INSIGHTS.logGroup }));
    });

    it("is started, known again by its id, and answered", async () => {
      const { id } = await ask<Question>("startEvidence", { days: 7 });
      const found = await ask<EvidenceAnswer>("evidence", { id });
      expect(found).to.deep.include({ state: "READY", days: 7, failure: null });
      expect(found.coverage).to.deep.include({ records: 0, unresolved: 0, truncated: false });
    });

    it("is not known where somebody else asked it", async () => {
      await ask<Question>("startEvidence", { days: 7 });
      const refused = await refusalOf(() => ask("evidence", { id: UUID }));
      expect(refused).to.equal("NotFound: no question of this console has this id");
    });
  });

  describe("the fleet", () => {
    beforeEach(async () => {
      const { autoScaling, ec2 } = moto().aws;
      const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ["amazon"] }));
      const LaunchConfigurationName = "proxy";
      await autoScaling.send(
        new CreateLaunchConfigurationCommand({
          LaunchConfigurationName,
          ImageId: Images?.[0]?.ImageId ?? "",
          InstanceType: "t3.small",
        }),
      );
      for (const AutoScalingGroupName of [DEPLOYMENT.patching.autoScalingGroup, "somebody-else"]) {
        await autoScaling.send(
          new CreateAutoScalingGroupCommand({
            AutoScalingGroupName,
            LaunchConfigurationName,
            MinSize: 2,
            MaxSize: 2,
            AvailabilityZones: [`${REGION}a`, `${REGION}b`],
          }),
        );
      }
    });

    it("is listed by its group alone; what cannot be had of it is said to be missing", async () => {
      const found = await ask<Patching>("patching");
      expect(found.instances.map(({ lifecycle, state }) => [lifecycle, state])).to.deep.equal([
        ["InService", "UNKNOWN"],
        ["InService", "UNKNOWN"],
      ]);
      // moto knows no patches: each part fails by itself.
      expect(found.problems.map(({ part }) => part).sort()).to.deep.equal([
        "last contacts",
        "last installations",
        "patch states",
        "the next maintenance window",
        "what is running",
      ]);
    });
  });
});
