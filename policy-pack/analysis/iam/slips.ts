import { nearest } from "../nearest";
import { hasWildcard, literalPrefix } from "../patterns";
import { actionNamed, actionsMatching, isKnownService, servicesMatching } from "./actions";
import { normalPattern } from "./lists";

/** Operations of APIs that are no actions of IAM, and the actions that they need. */
const OPERATIONS: ReadonlyMap<string, string> = new Map([
  ["lambda:invoke", "lambda:InvokeFunction"],
  ["s3:completemultipartupload", "s3:PutObject"],
  ["s3:copyobject", "s3:PutObject"],
  ["s3:createmultipartupload", "s3:PutObject"],
  ["s3:deleteobjects", "s3:DeleteObject"],
  ["s3:getbucketencryption", "s3:GetEncryptionConfiguration"],
  ["s3:getbucketlifecycleconfiguration", "s3:GetLifecycleConfiguration"],
  ["s3:getbucketreplication", "s3:GetReplicationConfiguration"],
  ["s3:headbucket", "s3:ListBucket"],
  ["s3:headobject", "s3:GetObject"],
  ["s3:listbuckets", "s3:ListAllMyBuckets"],
  ["s3:listmultipartuploads", "s3:ListBucketMultipartUploads"],
  ["s3:listobjects", "s3:ListBucket"],
  ["s3:listobjectsv2", "s3:ListBucket"],
  ["s3:listobjectversions", "s3:ListBucketVersions"],
  ["s3:listparts", "s3:ListMultipartUploadParts"],
  ["s3:putbucketencryption", "s3:PutEncryptionConfiguration"],
  ["s3:putbucketlifecycleconfiguration", "s3:PutLifecycleConfiguration"],
  ["s3:putbucketreplication", "s3:PutReplicationConfiguration"],
  ["s3:uploadpart", "s3:PutObject"],
]);

/**
 * What was meant by an action, or a pattern of actions, that no action of AWS matches: undefined where one does, and
 * where nothing is near, since AWS may have launched it after the table of actions was made.
 */
export function meantBy(written: string): string | undefined {
  const pattern = normalPattern(written);
  const colon = pattern.indexOf(":");
  if (colon < 1 || hasWildcard(pattern.slice(0, colon))) return undefined;
  if (actionsMatching(pattern).length > 0) return undefined;
  const operation = OPERATIONS.get(pattern.toLowerCase());
  if (operation !== undefined) return operation;
  const service = pattern.slice(0, colon);
  const name = pattern.slice(colon + 1);
  return isKnownService(service) ? nearAction(service, name) : otherService(service, name);
}

const nameOf = (action: string): string => action.slice(action.indexOf(":") + 1);

/** The nearest action of a service or, for a pattern that only ends in a wildcard, the nearest beginning of one. */
function nearAction(service: string, name: string): string | undefined {
  const names = actionsMatching(`${service}:*`).map((action) => nameOf(action.name));
  const beginning = literalPrefix(name);
  if (beginning === name) {
    const meant = nearest(name, names);
    return meant === undefined ? undefined : `${service.toLowerCase()}:${meant}`;
  }
  if (name !== `${beginning}*`) return undefined;
  const words = new Set(names.flatMap(beginningsOf));
  const meant = nearest(beginning, words);
  return meant === undefined ? undefined : `${service.toLowerCase()}:${meant}*`;
}

/** The beginnings of a name that end where a word does: `Get`, `GetObject`, `GetObjectAcl` of the last. */
function beginningsOf(name: string): readonly string[] {
  const beginnings: string[] = [];
  for (let at = 1; at <= name.length; at += 1) {
    const next = name[at];
    if (next === undefined || (next >= "A" && next <= "Z")) beginnings.push(name.slice(0, at));
  }
  return beginnings;
}

/** The same action of a service whose prefix is near: `dynamodb:PutItem` for `dynamo:PutItem`. */
function otherService(service: string, name: string): string | undefined {
  const folded = service.toLowerCase();
  const having = servicesMatching("*").filter(
    (prefix) => actionNamed(`${prefix}:${name}`) !== undefined && name.length > 4,
  );
  const meant =
    nearest(folded, having) ??
    having.find((prefix) => prefix.length > 2 && (prefix.startsWith(folded) || folded.endsWith(prefix)));
  return meant === undefined ? undefined : actionNamed(`${meant}:${name}`)?.name;
}
