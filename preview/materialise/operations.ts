import type { ValueMap } from "../values/value";
import type { Recipes, Recipient } from "./recipient";

const named = (service: string, prefix: string) => (r: Recipient) => {
  const name = r.named();
  return { id: name, name, arn: r.arn(service, `${prefix}${name}`) };
};

/** Systems Manager ids: `mw-0…`, `pb-0…`. */
const ssmId =
  (prefix: string, kind: string | undefined) =>
  (r: Recipient): ValueMap => {
    const id = r.ec2Id(prefix);
    return { id, ...(kind === undefined ? {} : { arn: r.arn("ssm", `${kind}/${id}`) }) };
  };

/** Systems Manager, CloudWatch, EventBridge and its scheduler. */
export const OPERATIONS_RECIPES: Recipes = {
  "aws:ssm/document:Document": (r) => ({
    ...named("ssm", "document/")(r),
    defaultVersion: "1",
    latestVersion: "1",
    documentVersion: "1",
    owner: r.placement.account,
    status: "Active",
  }),
  "aws:ssm/association:Association": (r) => {
    const id = r.uuid();
    return { id, associationId: id, arn: r.arn("ssm", `association/${id}`) };
  },
  "aws:ssm/maintenanceWindow:MaintenanceWindow": ssmId("mw", undefined),
  "aws:ssm/maintenanceWindowTarget:MaintenanceWindowTarget": (r) => ({ id: r.uuid() }),
  "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask": (r) => {
    const id = r.uuid();
    return { id, windowTaskId: id, arn: r.arn("ssm", `windowtask/${id}`) };
  },
  "aws:ssm/patchBaseline:PatchBaseline": ssmId("pb", "patchbaseline"),
  "aws:ssm/patchGroup:PatchGroup": (r) => ({
    id: `${r.text("patchGroup") ?? r.subject.name},${r.text("baselineId") ?? r.ec2Id("pb")}`,
  }),
  "aws:ssm/parameter:Parameter": (r) => {
    const name = r.named();
    return {
      id: name,
      name,
      arn: r.arn("ssm", `parameter${name.startsWith("/") ? "" : "/"}${name}`),
      version: 1,
    };
  },
  "aws:cloudwatch/logGroup:LogGroup": named("logs", "log-group:"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": named("cloudwatch", "alarm:"),
  "aws:cloudwatch/eventRule:EventRule": (r) => {
    const name = r.named();
    const bus = r.text("eventBusName");
    const path = bus === undefined || bus === "default" ? name : `${bus.split("/").at(-1)}/${name}`;
    return { id: path, name, arn: r.arn("events", `rule/${path}`) };
  },
  "aws:cloudwatch/eventTarget:EventTarget": (r) => {
    const target = r.text("targetId") ?? `${r.subject.name}-${r.hex(7)}`;
    return { id: `${r.text("rule") ?? r.hex(8)}-${target}`, targetId: target };
  },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": (r) => ({ id: r.text("policyName") ?? r.hex(17) }),
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": (r) => ({
    ...named("logs", "delivery-source:")(r),
    service: r.text("resourceArn")?.split(":")[2] ?? "",
  }),
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": named("logs", "delivery-destination:"),
  "aws:cloudwatch/logDelivery:LogDelivery": (r) => {
    const id = r.lower(16);
    return { id, arn: r.arn("logs", `delivery:${id}`) };
  },
  "aws:scheduler/schedule:Schedule": (r) => {
    const path = `${r.text("groupName") ?? "default"}/${r.named()}`;
    return {
      id: path,
      name: r.named(),
      groupName: r.text("groupName") ?? "default",
      arn: r.arn("scheduler", `schedule/${path}`),
    };
  },
  "aws:scheduler/scheduleGroup:ScheduleGroup": named("scheduler", "schedule-group/"),
};
