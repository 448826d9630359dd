import { type Finding, list, quote } from "../analysis/findings";
import type { NormalForm } from "../analysis/fingerprint";
import { UNTELLING } from "../analysis/iam/caller-conditions";
import {
  type Deputy,
  deputiesOf,
  OTHER_SENDERS,
  SENDERS,
  serviceOf,
  TRUSTED_DEPUTIES,
  trustOf,
} from "../analysis/iam/deputies";
import { type Document, readDocument } from "../analysis/iam/document";
import { conditionsText, openingsMeaning } from "../analysis/iam/opening-text";
import { actionsText } from "../analysis/iam/statement-text";
import { UNKNOWN } from "../analysis/unknown";
import { carriesDocuments, documentsOf, holderOf, type IamDocument } from "../facts/iam-documents";
import { isFunctionPermission, statementDocumentOf } from "../facts/permission-grants";
import type { Resource, StackResource } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { guardsItself, isSearchDomain } from "../facts/search-domains";
import { texts } from "../facts/settings";
import { lettingText } from "../facts/statement-clauses";

/** Rejects statements by which a service can be had to act for any customer of AWS. */
export const confusedDeputy: Rule = {
  name: "confused-deputy",
  displayName: "No service that acts for anyone",
  description: "A service that may use a resource or role must say on whose behalf.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["iam", "trust", "confused-deputy"],
  remediationSteps:
    "Require `StringEquals` on `aws:SourceAccount`, `ArnLike` on `aws:SourceArn`, or `StringEquals` on `aws:SourceOrgID`. On a Lambda permission, set `sourceArn` and `sourceAccount`.",
  settings: {
    exemptServices: {
      description:
        "Services that are asked nothing, by principal without region and suffix, like `logging.s3` of `logging.s3.amazonaws.com`.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
    services: {
      description: "Services that are asked besides those of which AWS documents it, like `glue`.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
  },
  appliesTo: (type) => carriesDocuments(type) || isFunctionPermission(type),
  judge: (resource, settings) =>
    placesOf(resource).flatMap((place) => judgePlace(resource, place, settings, isOwnSource(resource))),
  // Whether an unknown ARN is that of a resource of the stack is known by its dependencies.
  judgeStack: ({ resources }, settings) =>
    resources.flatMap((resource) =>
      isOwnSource(resource) && !isFromStack(resource)
        ? placesOf(resource)
            .flatMap((place) => judgePlace(resource, place, settings, false))
            .filter(({ kind }) => kind === "unverified")
            .map((finding) => ({ ...finding, urn: resource.urn }))
        : [],
    ),
};

function placesOf(resource: Resource): readonly IamDocument[] {
  // Whoever calls such a domain is asked who he is, whatever its access policy says.
  if (isSearchDomain(resource.type) && guardsItself(resource) === true) return [];
  const value = isFunctionPermission(resource.type) ? statementDocumentOf(resource) : undefined;
  return value === undefined
    ? documentsOf(resource, []).filter(({ position }) => position === "resource" || position === "trust")
    : [{ position: "resource", path: "principal", value }];
}

/** The properties of a Lambda permission that say on whose behalf. */
const SOURCES = ["sourceArn", "sourceAccount"];

/** Whether a Lambda permission says on whose behalf, by a value that is not known yet. */
const isOwnSource = ({ type, inputs }: Resource): boolean =>
  isFunctionPermission(type) && SOURCES.some((property) => inputs[property] === UNKNOWN);

/** Whether that value is made of a resource of the stack, as its ARN is. */
const isFromStack = ({ inputs, sourcesOf }: StackResource): boolean =>
  SOURCES.some((property) => inputs[property] === UNKNOWN && sourcesOf(property).length > 0);

/** Where any customer's service can reach: buckets, topics, queues and functions, of both providers. */
const isTarget = ({ type }: Resource): boolean =>
  ["s3", "sns", "sqs", "lambda"].some(
    (module) => type.startsWith(`aws:${module}/`) || type.startsWith(`aws-native:${module}:`),
  );

/** @param areSourcesOpen whether it is left to the stack to say what unknown values leave open */
function judgePlace(
  resource: Resource,
  place: IamDocument,
  settings: Settings,
  areSourcesOpen: boolean,
): readonly Finding[] {
  const reading = readDocument(place.value);
  // What is not known at all is reported once, by the policies for strangers; what cannot be read, by
  // `administrative-access`.
  if (reading.kind !== "document") return [];
  const { document } = reading;
  const isTrust = place.position === "trust";
  const known = isTrust ? [TRUSTED_DEPUTIES] : [SENDERS, OTHER_SENDERS];
  const more = texts(settings, "services").map(named);
  const exempt = texts(settings, "exemptServices").map(named);
  const isAsked = (service: string): boolean =>
    !exempt.includes(service) && (more.includes(service) || known.some((table) => table.has(service)));
  const { open, undecided } = deputiesOf(document, isAsked, isTrust ? ["sts:assumerole"] : undefined);
  if (open.length === 0)
    return undecided.length === 0 || areSourcesOpen ? [] : [undecidedDeputy(resource, place, undecided)];
  const isSender = ({ service }: Deputy): boolean => SENDERS.has(service) && isTarget(resource);
  const strong = open.filter(isSender);
  const weak = open.filter((deputy) => !isSender(deputy));
  return [
    ...(strong.length === 0 ? [] : [violation(resource, place, document, strong)]),
    ...(weak.length === 0
      ? []
      : [{ ...violation(resource, place, document, weak), level: "advisory" as const }]),
  ];
}

/** A service of the settings, with or without its suffix. */
const named = (service: string): string => serviceOf(service) ?? service.toLowerCase();

const undecidedDeputy = (resource: Resource, place: IamDocument, services: readonly string[]): Finding => ({
  kind: "unverified",
  what: `${subjectOf(resource)}: ${unknownText(resource, place)} not fully known yet`,
  why: `some of its possible values let ${list(services)} act for any customer of AWS`,
  fix: "it is judged again before the resource is created or changed",
  meaning: { kind: "undecided-deputy", path: place.path, services: [...services] },
});

/** The property that is not known, of those that a Lambda permission's statement is made of. */
function unknownText({ type, inputs }: Resource, { path }: IamDocument): string {
  const properties = ["principal", ...SOURCES].filter((property) => inputs[property] === UNKNOWN);
  return isFunctionPermission(type) && properties.length > 0
    ? `${list(properties.map(quote))} ${properties.length === 1 ? "is" : "are"}`
    : `${quote(path)} is`;
}

const subjectOf = (resource: Resource): string =>
  isFunctionPermission(resource.type) ? "this permission" : holderOf(resource);

function violation(
  resource: Resource,
  place: IamDocument,
  document: Document,
  deputies: readonly Deputy[],
): Finding {
  const statements = [
    ...new Set(deputies.flatMap(({ openings }) => openings.map(({ statement }) => statement))),
  ];
  const principals = [
    ...new Set(
      deputies.flatMap(({ openings }) =>
        openings.flatMap(({ strangers }) => strangers.map(({ value }) => quote(value))),
      ),
    ),
  ];
  const [deputy] = deputies;
  const first = deputy?.openings[0];
  const subject = isFunctionPermission(resource.type)
    ? "this permission lets"
    : `${holderOf(resource)}: ${lettingText(place, statements)}`;
  const does = place.position === "trust" ? "assume the role" : `call ${actionsText(...statements)}`;
  const since =
    first === undefined || deputy === undefined
      ? ""
      : conditionsText(first, document, trustOf(deputy.service), UNTELLING);
  return {
    kind: "violation",
    what: `${subject} ${list(principals)} ${does} for any customer of AWS${since}`,
    why: "others can have the service do so for them",
    fix: isFunctionPermission(resource.type)
      ? "set `sourceArn`, and `sourceAccount` where the ARN has no account"
      : "require `StringEquals` on `aws:SourceAccount`, or `ArnLike` on `aws:SourceArn` with the account written out",
    meaning: meaningOf(place, deputies),
  };
}

/** Region and partition of the service's name are the writer's choice. */
function meaningOf({ position }: IamDocument, deputies: readonly Deputy[]): NormalForm {
  const openings = deputies.flatMap(({ service, openings: own }) =>
    own.map((opening) => ({ ...opening, strangers: [{ type: "Service", value: service }] })),
  );
  return { kind: "deputy", position, openings: openingsMeaning("deputy", openings) };
}
