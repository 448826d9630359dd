import { type Finding, list, quote } from "../analysis/findings";
import { matches } from "../analysis/patterns";
import { UNKNOWN } from "../analysis/unknown";
import { contentsOf, isCarrier, type OpaquePart } from "../facts/contents/contents";
import { isCustomResource, opaqueTypeOf } from "../facts/opaque-types";
import type { Resource, StackResource } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { texts } from "../facts/settings";

/** Reports what can make resources of AWS where no policy sees them. */
export const opaqueResource: Rule = {
  name: "opaque-resource",
  displayName: "No resource that hides others",
  description: "What makes resources of AWS must show them to the policies.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["coverage"],
  remediationSteps:
    "Declare what it makes as resources of the program, or give templates as `templateBody`. What has been looked at and stays as it is: list its type in `allowTypes`.",
  settings: {
    allowTypes: {
      description:
        "Types of resources that may hide others, like `command:local:Command`; `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
    forbidOpaque: {
      description: "Whether such resources are rejected; otherwise they are an advisory.",
      type: "boolean",
      default: false,
    },
  },
  appliesTo: (type) => isCarrier(type) || isCustomResource(type) || opaqueTypeOf(type) !== undefined,
  judge: (resource, settings) => {
    if (isAllowed(resource, settings)) return [];
    const opaque = opaqueTypeOf(resource.type);
    if (opaque !== undefined) {
      const { does, instead } = opaque;
      return [violation(`${quote(resource.name)} ${does}`, instead, settings, { type: resource.type })];
    }
    return judgeParts(resource, settings);
  },
  judgeStack: ({ resources }, settings) =>
    resources.flatMap((resource) =>
      isCustomResource(resource.type) && !isAllowed(resource, settings)
        ? judgeFunction(resource, settings).map((finding) => ({ ...finding, urn: resource.urn }))
        : [],
    ),
};

const isAllowed = ({ type }: Resource, settings: Settings): boolean =>
  texts(settings, "allowTypes").some((pattern) => matches(pattern, type));

const WHY = "no policy judges what it makes";

function violation(what: string, instead: string, settings: Settings, meaning: Finding["meaning"]): Finding {
  return {
    kind: "violation",
    what,
    why: WHY,
    fix: `${instead}, or list the type in \`allowTypes\``,
    meaning: { kind: "opaque", of: meaning },
    ...(settings["forbidOpaque"] === true ? {} : { level: "advisory" as const }),
  };
}

/** The parts of a carrier that are not seen through, those that are alike in one finding. */
function judgeParts(resource: Resource, settings: Settings): readonly Finding[] {
  const alike = new Map<string, OpaquePart[]>();
  for (const part of contentsOf(resource).opaque) {
    alike.set(part.problem, [...(alike.get(part.problem) ?? []), part]);
  }
  return [...alike].map(([problem, parts]) => {
    const paths = parts.map(({ path }) => path);
    const what = `${quote(resource.name)}: ${list(paths.map(quote))} ${parts.length === 1 ? "" : "each "}${problem}`;
    return parts.some(({ isUnknown }) => isUnknown)
      ? unverified(what, paths)
      : violation(what, parts[0]?.instead ?? "", settings, { paths });
  });
}

const unverified = (what: string, paths: readonly string[]): Finding => ({
  kind: "unverified",
  what,
  why: WHY,
  fix: "it is judged again before the resource is created or changed",
  meaning: { kind: "undecided", paths: [...paths] },
});

/** A custom resource can do what its function's role may, which is judged where the function is one of the stack. */
function judgeFunction(resource: StackResource, settings: Settings): readonly Finding[] {
  if (resource.sourcesOf("serviceToken").length > 0) return [];
  const what = `${quote(resource.name)}: \`serviceToken\``;
  return [
    resource.inputs["serviceToken"] === UNKNOWN
      ? unverified(`${what} is not known yet`, ["serviceToken"])
      : violation(
          `${what} names a function that the stack does not declare`,
          "declare the function and its role",
          settings,
          {
            paths: ["serviceToken"],
          },
        ),
  ];
}
