/**
 * The alarms of this stack that are on. Pulumi makes up their names, so that only their descriptions tell whose they are:
 * they begin with the stack's name, which the program sees to.
 */

import { type MetricAlarm, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import type { Alarm } from "../contract";
import type { Surroundings } from "../surroundings";

const PAGE_SIZE = 100;

/** Components by the namespace of what an alarm watches. */
const COMPONENTS: Readonly<Record<string, string>> = {
  "AWS/AppSync": "console",
  "AWS/ApplicationELB": "load-balancer",
  "AWS/AutoScaling": "proxy",
  "AWS/CertificateManager": "load-balancer",
  "AWS/CloudFront": "console",
  "AWS/Cognito": "identity",
  "AWS/ES": "domain",
  "AWS/Events": "proxy",
  "AWS/Lambda": "console",
  "AWS/Logs": "logs",
  "AWS/S3": "logs",
  "AWS/Scheduler": "logs",
};

interface Watched {
  readonly namespace: string;
  readonly dimensions: readonly string[];
}

/** The metrics behind an alarm: its own, or those of its expression. */
function watched({ Namespace, Dimensions, Metrics }: MetricAlarm): readonly Watched[] {
  const names = (dimensions: MetricAlarm["Dimensions"]): readonly string[] =>
    (dimensions ?? []).map(({ Name }) => Name ?? "");
  if (Namespace !== undefined) return [{ namespace: Namespace, dimensions: names(Dimensions) }];
  return (Metrics ?? []).flatMap(({ MetricStat }) =>
    MetricStat?.Metric?.Namespace === undefined
      ? []
      : [{ namespace: MetricStat.Metric.Namespace, dimensions: names(MetricStat.Metric.Dimensions) }],
  );
}

function componentOf(alarm: MetricAlarm): string | null {
  for (const { namespace, dimensions } of watched(alarm)) {
    // Of the load balancer's metrics, those of its targets are about the proxies.
    if (namespace === "AWS/ApplicationELB" && dimensions.includes("TargetGroup")) return "proxy";
    if (Object.hasOwn(COMPONENTS, namespace)) return COMPONENTS[namespace] ?? null;
  }
  return null;
}

/** What an alarm of this stack says; `undefined`: it is another one's. */
function meaningOf({ AlarmDescription = "" }: MetricAlarm, baseName: string): string | undefined {
  const stem = [`${baseName}: `, `OpenSearch domain ${baseName}: `].find((one) =>
    AlarmDescription.startsWith(one),
  );
  return stem === undefined ? undefined : AlarmDescription.slice(stem.length);
}

/** The alarms that are on, those that have been for longest first. */
export async function alarmsOn({ aws, deployment, signal }: Surroundings): Promise<readonly Alarm[]> {
  const found: Alarm[] = [];
  const pages = paginateDescribeAlarms(
    { client: aws.cloudWatch, pageSize: PAGE_SIZE },
    { StateValue: "ALARM", AlarmTypes: ["MetricAlarm"] },
    { abortSignal: signal },
  );
  for await (const { MetricAlarms } of pages) {
    for (const alarm of MetricAlarms ?? []) {
      const description = meaningOf(alarm, deployment.baseName);
      if (description === undefined) continue;
      const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
      found.push({
        name: alarm.AlarmName ?? "",
        description,
        since: since?.toISOString() ?? null,
        component: componentOf(alarm),
      });
    }
  }
  const key = ({ since, name }: Alarm): string => `${since ?? "9"} ${name}`;
  return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
