import { isMap, UNKNOWN, type Value, type ValueMap } from "../../analysis/unknown";
import { type Resource, textOf } from "../resource";
import { isBridged, typesOfBridged } from "./bridged-types";
import { nativeProperties, propertyName, typeToken } from "./native-names";
import { readStructuredText } from "./structured-text";
import { Template, type TemplateResource } from "./template";

/** A resource that another one makes, or that another one is in different words. */
export interface Contained {
  /** As policies see it. Its URN is the carrier's, with the path after `#`; no engine knows it. */
  readonly resource: Resource;
  /** Where it stands in the carrier: `templateBody.Resources.Reader`; `""` where the carrier itself is meant. */
  readonly path: string;
  /** What `Ref` gives for it, where that can be told. */
  readonly id: string | undefined;
  /** Whether the carrier is this resource in other words: its id, and what is made from it, are the resource's. */
  readonly isCarrier: boolean;
  /** The URNs of the resources of the same carrier that a property's value was made from. */
  readonly sourcesOf: (property: string) => readonly string[];
  /** The property of the carrier that a property's value was made from. */
  readonly carrierProperty: (property: string) => string | undefined;
  /** `UNKNOWN` where it depends on what is not known yet whether there is such a resource. */
  readonly exists: true | typeof UNKNOWN;
  /** Who works out the values that are written here: what is left to CloudFormation stays unknown for good. */
  readonly workedOutBy: "engine" | "cloudformation";
}

/** A part of a carrier that cannot be seen through. */
export interface OpaquePart {
  /** `templateUrl`, `templateBody.Resources.Bucket`. */
  readonly path: string;
  /** What is the matter with the part: ``is fetched when the stack is deployed``. */
  readonly problem: string;
  /** What to write instead. */
  readonly instead: string;
  /** Whether it may be seen through once it is known. */
  readonly isUnknown: boolean;
}

/** What a carrier holds. */
export interface Contents {
  /** All of them, those of carriers inside of it included. */
  readonly resources: readonly Contained[];
  /** The carrier's own parts. Those of a carrier inside of it are that one's. */
  readonly opaque: readonly OpaquePart[];
}

const NOTHING: Contents = { resources: [], opaque: [] };

/** Carriers in carriers are opened this far. No template that AWS takes (50 KB) has room for more. */
const MAX_NESTING = 100;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_RESOURCES = 500;

type Opener = (resource: Resource, nesting: number) => Contents;

const OPENERS: Readonly<Record<string, Opener>> = {
  "aws:cloudformation/stack:Stack": openTemplate,
  "aws:cloudformation/stackSet:StackSet": openTemplate,
  "aws-native:cloudformation:Stack": openTemplate,
  "aws-native:cloudformation:StackSet": openTemplate,
  "aws-native:cloudformation:ChangeSet": openTemplate,
  "aws:cloudcontrol/resource:Resource": (resource, nesting) =>
    openResource(resource, "typeName", "desiredState", nesting),
  "aws-native:index:ExtensionResource": (resource, nesting) =>
    openResource(resource, "type", "properties", nesting),
};

/** Whether resources of this type may hold others, or be ones of another type in disguise. */
export const isCarrier = (type: string): boolean => Object.hasOwn(OPENERS, type) || isBridged(type);

/** What was opened, by the inputs that it was read from: every policy asks for it in turn. */
const opened = new WeakMap<ValueMap, { readonly of: Resource; readonly contents: Contents }>();

/** What a resource holds: nothing where it is no carrier. */
export function contentsOf(resource: Resource, nesting = 0): Contents {
  const known = opened.get(resource.inputs);
  if (known !== undefined && known.of.urn === resource.urn && known.of.type === resource.type)
    return known.contents;
  const contents = open(resource, nesting);
  opened.set(resource.inputs, { of: resource, contents });
  return contents;
}

function open(resource: Resource, nesting: number): Contents {
  if (nesting > MAX_NESTING) return NOTHING;
  if (isBridged(resource.type)) return inUsualWords(resource, nesting);
  return (
    (Object.hasOwn(OPENERS, resource.type) ? OPENERS[resource.type] : undefined)?.(resource, nesting) ??
    NOTHING
  );
}

/** A resource of a Terraform provider bridged at run time, as the one of `@pulumi/aws` or `aws-native` that it is. */
const inUsualWords = (carrier: Resource, nesting: number): Contents =>
  together(
    typesOfBridged(carrier.type).map((type) => {
      const resource = { ...carrier, type };
      const itself: Contained = {
        resource,
        path: "",
        id: undefined,
        isCarrier: true,
        sourcesOf: () => [],
        carrierProperty: (property) => property,
        exists: true,
        workedOutBy: "engine",
      };
      return { resources: [itself, ...open(resource, nesting).resources], opaque: [] };
    }),
  );

const opaque = (
  path: string,
  problem: string,
  instead = "declare its resources in the program",
): Contents => ({
  resources: [],
  opaque: [{ path, problem, instead, isUnknown: false }],
});

const unknown = (path: string): Contents => ({
  resources: [],
  opaque: [{ path, problem: "is not known yet", instead: "", isUnknown: true }],
});

/** The resource of Cloud Control, or of `aws-native`'s way to types it does not know: a type and its properties. */
function openResource(carrier: Resource, typeProperty: string, place: string, nesting: number): Contents {
  const type = textOf(carrier.inputs[typeProperty]);
  if (type === UNKNOWN) return unknown(typeProperty);
  const state = carrier.inputs[place];
  const written = typeof state === "string" ? readJson(state) : state;
  if (written === UNKNOWN) return unknown(place);
  if (!isMap(written)) return opaque(place, "is no JSON object");
  const token = typeToken(type ?? "");
  if (token === undefined) return opaque(typeProperty, `\`${type ?? ""}\` is no type of AWS`);
  const contained: Contained = {
    resource: {
      urn: `${carrier.urn}#${place}`,
      type: token,
      name: carrier.name,
      inputs: nativeProperties(token, written),
    },
    path: place,
    id: undefined,
    isCarrier: true,
    sourcesOf: () => [],
    carrierProperty: () => place,
    exists: true,
    workedOutBy: "engine",
  };
  return together([withContents(contained, nesting)]);
}

function readJson(text: string): Value | undefined {
  const read = readStructuredText(text);
  return read.kind === "value" ? read.value : undefined;
}

function openTemplate(carrier: Resource, nesting: number): Contents {
  const { templateBody, templateUrl } = carrier.inputs;
  if (templateBody === UNKNOWN) return unknown("templateBody");
  if (templateBody === undefined || templateBody === null || templateBody === "") {
    return templateUrl === undefined || templateUrl === null || templateUrl === ""
      ? opaque("templateBody", "is absent")
      : opaque("templateUrl", "is read by CloudFormation alone", "give the template as `templateBody`");
  }
  const text = typeof templateBody === "string" ? readStructuredText(templateBody) : undefined;
  if (text?.kind === "unreadable") return opaque("templateBody", text.problem);
  const body = text === undefined ? templateBody : text.value;
  if (!isMap(body) || !isMap(body["Resources"])) {
    return body === UNKNOWN || (isMap(body) && body["Resources"] === UNKNOWN)
      ? unknown("templateBody")
      : opaque("templateBody", "is no template: it has no `Resources`");
  }
  return Object.keys(body["Resources"]).length > MAX_RESOURCES
    ? opaque("templateBody", `has more than the ${MAX_RESOURCES} resources that CloudFormation takes`)
    : openBody(carrier, body, nesting);
}

function openBody(carrier: Resource, body: ValueMap, nesting: number): Contents {
  const stack = textOf(carrier.inputs["name"]) ?? textOf(carrier.inputs["stackName"]);
  const template = new Template(
    body,
    carrier.inputs["parameters"],
    typeof stack === "string" ? stack : carrier.name,
  );
  return together([
    ...transformsOf(body["Transform"]),
    ...(body["Fn::Transform"] === undefined
      ? []
      : [opaque("templateBody.Fn::Transform", CHANGES, "write out what it makes")]),
    ...template.resources().map((declared) => openDeclared(carrier, declared, nesting)),
  ]);
}

const CHANGES = "changes the template when it is deployed";

/** A macro may add resources to a template. AWS's language extensions only compute values. */
function transformsOf(transform: Value | undefined): readonly Contents[] {
  const names = transform === undefined || transform === null ? [] : [transform].flat();
  return names
    .filter((name) => name !== "AWS::LanguageExtensions")
    .map((name) =>
      opaque(
        "templateBody.Transform",
        `${typeof name === "string" ? `\`${name}\` ` : ""}${CHANGES}`,
        "write out what it makes",
      ),
    );
}

function openDeclared(carrier: Resource, declared: TemplateResource, nesting: number): Contents {
  const { logicalId, type, properties } = declared;
  const path = `templateBody.Resources.${logicalId}`;
  if (type === UNKNOWN) return unknown(path);
  if (type === undefined || logicalId.startsWith("Fn::"))
    return opaque(path, "is worked out when the stack is deployed", "write it out");
  if (isCustom(type)) return openCustom(path, declared);
  const token = typeToken(type);
  if (token === undefined) return isHarmless(type) ? NOTHING : opaque(path, `\`${type}\` is no type of AWS`);
  if (type.startsWith("AWS::Serverless::")) {
    // The transform that makes others of it is reported once, for the whole template.
    return type === "AWS::Serverless::Application"
      ? opaque(path, "is an application from elsewhere")
      : NOTHING;
  }
  if (properties === UNKNOWN) return unknown(`${path}.Properties`);
  if (properties === undefined)
    return opaque(`${path}.Properties`, "is worked out when the stack is deployed", "write it out");
  const urn = (id: string): string => `${carrier.urn}#templateBody.Resources.${id}`;
  const named = new Map(
    [...declared.references].map(([property, ids]) => [propertyName(property), [...ids].map(urn)]),
  );
  const parameterised = new Set([...declared.parameterised].map(propertyName));
  return withContents(
    {
      resource: {
        urn: urn(logicalId),
        type: token,
        name: logicalId,
        inputs: nativeProperties(token, properties),
      },
      path,
      id: declared.id,
      isCarrier: false,
      sourcesOf: (property) => named.get(property) ?? [],
      carrierProperty: (property) => (parameterised.has(property) ? "parameters" : undefined),
      exists: declared.isCreated,
      workedOutBy: "cloudformation",
    },
    nesting,
  );
}

/** Types of others than AWS that make nothing in an account. */
const isHarmless = (type: string): boolean => type.startsWith("Alexa::");

const isCustom = (type: string): boolean =>
  type.startsWith("Custom::") || type === "AWS::CloudFormation::CustomResource";

/** A custom resource can do what its function's role may, which is judged where the function is one of the template. */
const openCustom = (path: string, { references }: TemplateResource): Contents =>
  (references.get("ServiceToken")?.size ?? 0) > 0
    ? NOTHING
    : opaque(
        path,
        "is made by a function from outside the template",
        "declare the function and its role in it",
      );

/** A contained resource, with what it holds itself. */
function withContents(contained: Contained, nesting: number): Contents {
  const { resources } = contentsOf(contained.resource, nesting + 1);
  return {
    resources: [
      contained,
      ...resources.map(
        (inner): Contained => ({
          ...inner,
          path: `${contained.path}.${inner.path}`,
          isCarrier: false,
          exists: contained.exists === UNKNOWN ? UNKNOWN : inner.exists,
          carrierProperty: () => undefined,
        }),
      ),
    ],
    opaque: [],
  };
}

const together = (all: readonly Contents[]): Contents => ({
  resources: all.flatMap(({ resources }) => resources),
  opaque: all.flatMap(({ opaque: parts }) => parts),
});
