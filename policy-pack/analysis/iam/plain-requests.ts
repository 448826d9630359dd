import { matches } from "../patterns";
import { parseOperator } from "./conditions";
import { type Condition, type Document, hasUnknownParts, type Principal, type Statement } from "./document";
import { bounded, folded, type Lists, listCovers } from "./lists";

/** All that can be asked of a bucket. */
const EVERY_ACTION: Lists = { negated: false, patterns: ["s3:*"] };

const PARTITIONS = ["aws", "aws-cn", "aws-us-gov", "aws-eusc"];

/** What a policy says of requests that come without TLS. */
export type PlainRequests =
  | { readonly kind: "denied" }
  /** `left` is a resource on which some of them are not denied; undefined where the bucket's name is not known. */
  | { readonly kind: "allowed"; readonly left: string | undefined }
  | { readonly kind: "undecided" };

/**
 * Whether a bucket's policy denies every request without TLS: some `Deny` for everyone covers all actions of S3 on the
 * bucket, and some does on its objects, each under no condition but that the request came without TLS.
 * Errs towards `allowed` where several statements only together cover the actions.
 * @param bucket the bucket's name; where it is not known, some bucket that the policy names has to be closed
 */
export function plainRequests(document: Document, bucket: string | undefined): PlainRequests {
  const closings = document.statements.filter(deniesEveryonePlain);
  const isClosed = (resource: string): boolean =>
    closings.some(
      ({ actions, resources }) =>
        listCovers(folded(bounded(actions, false)), EVERY_ACTION) &&
        (resources === undefined ||
          listCovers(bounded(resources, false), { negated: false, patterns: [resource] })),
    );
  // What follows a slash are objects.
  const candidates =
    bucket === undefined
      ? closings.flatMap(({ resources }) => (resources?.patterns ?? []).filter((one) => !one.includes("/")))
      : PARTITIONS.map((partition) => `arn:${partition}:s3:::${bucket}`);
  const parts = (candidate: string): readonly string[] => [candidate, `${candidate}/*`];
  if (candidates.some((candidate) => parts(candidate).every(isClosed))) return { kind: "denied" };
  if (hasUnknownParts(document)) return { kind: "undecided" };
  // One of the two may be closed: the partition that is meant.
  const meant = candidates.find((candidate) => parts(candidate).some(isClosed)) ?? candidates[0];
  const left = meant === undefined ? undefined : parts(meant).find((part) => !isClosed(part));
  return { kind: "allowed", left: bucket === undefined ? undefined : left };
}

/** Whether the statement denies whatever of its actions and resources comes without TLS, whoever asks. */
function deniesEveryonePlain({ effect, principals, conditions, hasUnknownConditions }: Statement): boolean {
  if (effect !== "Deny" || hasUnknownConditions) return false;
  const isEveryone =
    principals === undefined ||
    (principals.negated
      ? principals.principals.length === 0 && !principals.hasUnknown
      : principals.principals.some(includesEveryone));
  return isEveryone && conditions.every(holdsForPlain);
}

/** No account, role or service is named by this letter: only a wildcard matches it. */
const includesEveryone = ({ type, value }: Principal): boolean =>
  (type === "AWS" || type === "*") && matches(value, "\u{E000}");

/** Whether the condition holds for every request without TLS, whatever values of it are not known. */
function holdsForPlain({ operator, key, values, hasUnknown }: Condition): boolean {
  const { test, qualifier } = parseOperator(operator);
  if (key.toLowerCase() !== "aws:securetransport" || qualifier !== "") return false;
  const texts = values.map((value) => value.toLowerCase());
  if (["bool", "stringequals", "stringequalsignorecase", "stringlike"].includes(test))
    return texts.includes("false");
  // One more value that is not known could be `false`.
  if (["stringnotequals", "stringnotequalsignorecase", "stringnotlike"].includes(test))
    return !hasUnknown && texts.length > 0 && texts.every((text) => text === "true");
  return false;
}
