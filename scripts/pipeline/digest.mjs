// What a run of the Pulumi CLI would do or has found, without any value of a resource: which resources, by which
// operation, which of their properties, what the policies say, what failed. Made from the engine's event log, the one that
// the Automation API reads (`--event-log`, with PULUMI_DEBUG_COMMANDS). The log itself has the values of all resources, and
// in what the SDK writes for debugging the secret ones in plain: it never leaves the machine that made it.
import { createHash } from "node:crypto";

/** Operations that a person has to know of; the others (`same`, `read`, `refresh`) change nothing. */
const TOLD = new Set([
  "create",
  "update",
  "delete",
  "replace",
  "create-replacement",
  "delete-replaced",
  "import",
  "import-replacement",
  "read-replacement",
  "discard",
  "discard-replaced",
  "remove-pending-replace",
]);

/** A replacement is told once: these are its steps. */
const STEPS = new Set(["create-replacement", "delete-replaced", "discard-replaced"]);

const MOST_ERRORS = 20;

/** What the engine says at the end of every run that failed. */
const IN_THE_END = /^(preview|update|refresh) failed$/;

/**
 * The events of a log, in order. The last line of a run that was interrupted may be cut off.
 * @param {string} log
 */
export function readEvents(log) {
  return log.split("\n").flatMap((line) => (line.endsWith("}") ? [JSON.parse(line)] : []));
}

/** The resource's own name, the last part of its URN. */
export const nameOf = (urn) => String(urn).split("::").slice(3).join("::");

const typeOf = (urn) => String(urn).split("::")[2]?.split("$").at(-1) ?? "";

/** Properties that differ, by path, and those that make it a replacement. */
function changedIn({ detailedDiff, diffs, keys }) {
  const paths = detailedDiff ? Object.keys(detailedDiff) : (diffs ?? []);
  return { properties: [...new Set(paths)].sort(), replaceBecause: [...new Set(keys ?? [])].sort() };
}

/** What the run would do to one resource, and how the plan is recognised: the fingerprint covers the values too. */
function stepOf({ op, urn, old, ...metadata }, after) {
  const entry = { op, type: typeOf(urn), name: nameOf(urn), ...changedIn(metadata) };
  const values = { urn, op, before: old?.inputs ?? null, after: after?.inputs ?? null };
  return { entry, values };
}

/**
 * @param {readonly object[]} events
 * @param {{stack: string, kind: "preview" | "drift", exitCode: number}} run
 */
export function digestOf(events, { stack, kind, exitCode }) {
  const steps = [];
  const refreshed = new Set();
  const violations = [];
  const errors = [];
  for (const event of events) {
    if (event.resourcePreEvent) {
      const { metadata } = event.resourcePreEvent;
      if (metadata.op === "refresh") refreshed.add(metadata.urn);
      else if (TOLD.has(metadata.op) && !STEPS.has(metadata.op)) steps.push(stepOf(metadata, metadata.new));
    } else if (event.resOutputsEvent) {
      const { metadata } = event.resOutputsEvent;
      // What a refresh has found is told when it is done with the resource.
      const isFound = metadata.op === "delete" || metadata.op === "update";
      if (kind === "drift" && refreshed.has(metadata.urn) && isFound)
        steps.push(stepOf(metadata, metadata.new));
    } else if (event.policyEvent) {
      const { resourceUrn, message, policyName, policyPackName, enforcementLevel } = event.policyEvent;
      violations.push({
        level: enforcementLevel,
        policy: `${policyPackName}/${policyName}`,
        resource: resourceUrn ? `${typeOf(resourceUrn)} ${nameOf(resourceUrn)}` : "",
        message: message.trim(),
      });
    } else if (event.diagnosticEvent?.severity === "error") {
      const { urn, message } = event.diagnosticEvent;
      if (IN_THE_END.test(message.trim())) continue;
      errors.push({ resource: urn ? `${typeOf(urn)} ${nameOf(urn)}` : "", message: message.trim() });
    }
  }
  const changes = steps.map(({ entry }) => entry).filter(({ type }) => !type.startsWith("pulumi:pulumi:"));
  return {
    version: 1,
    kind,
    stack,
    exitCode,
    changes,
    violations: unique(violations),
    errors: unique(errors).slice(0, MOST_ERRORS),
    fingerprint: fingerprintOf(steps.map(({ values }) => values)),
  };
}

/** The engine tells some things in the preview and again in the update. */
const unique = (items) => [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];

/** Two previews have one fingerprint iff they would do the same to the same resources with the same inputs. */
function fingerprintOf(values) {
  const lines = values.map((value) => JSON.stringify(sorted(value))).sort();
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}

/** The same value whatever the order of its keys. */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
