import { type Finding, list, quote, undecided } from "../analysis/findings";
import { UNKNOWN } from "../analysis/unknown";
import { bucketsOf, isBucket } from "../facts/buckets";
import { type Chosen, describeChoice, wrongChoices } from "../facts/choices";
import { holderOf } from "../facts/iam-documents";
import {
  blockChoices,
  grantChoices,
  isAccountBlock,
  isBucketBlock,
  lacksOwnBlock,
  needsAccount,
} from "../facts/public-buckets";
import type { Resource, Stack, StackResource } from "../facts/resource";
import type { Rule } from "../facts/rule";

/** Rejects buckets that can be public: Block Public Access switched off, or access control lists for everyone. */
export const bucketPublicAccess: Rule = {
  name: "bucket-public-access",
  displayName: "No bucket that may be public",
  description: "A bucket must block public access and grant none by access control lists.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["s3", "public-access"],
  remediationSteps:
    "Set the four settings of Block Public Access to `true`, remove access control lists for everyone, and publish by CloudFront with origin access control.",
  settings: {},
  appliesTo: (type) => isBucket(type) || blockChoices(type).length + grantChoices(type).length > 0,
  judge: (resource) => [...judgeBlock(resource), ...judgeGrants(resource)],
  judgeStack: (stack) => unblocked(stack).map(withoutBlock),
};

/** One finding for all that is switched off. */
function judgeBlock(resource: Resource): readonly Finding[] {
  const wrong = blockChoices(resource.type).flatMap((choice) => wrongChoices(resource.inputs, choice));
  const unknown = [...new Set(wrong.flatMap((chosen) => (chosen.kind === "unknown" ? [chosen.path] : [])))];
  const off = wrong.filter(({ kind }) => kind !== "unknown");
  const holder = holderOf(resource);
  return [
    ...unknown.map((path) => undecided(holder, path, "let policies and lists make it public")),
    ...(off.length === 0 ? [] : [switchedOff(holder, off)]),
  ];
}

const lastStep = (path: string): string => path.slice(path.lastIndexOf(".") + 1);

/** What is absent is named together: there may be all four of them. */
function describeOff(off: readonly Chosen[]): string {
  const absent = off.filter(({ kind }) => kind === "default").map(({ path }) => quote(lastStep(path)));
  const written = off.filter(({ kind }) => kind !== "default").map(describeChoice);
  if (absent.length === 0) return list(written, 4);
  const together = `${list(absent, 4)} ${absent.length === 1 ? "is" : "are"} absent, which means \`false\``;
  return list([...written, together], 4);
}

const switchedOff = (holder: string, off: readonly Chosen[]): Finding => ({
  kind: "violation",
  what: `${holder}: ${describeOff(off)}`,
  why: "one policy or access control list is enough to make it public",
  fix: "set all four settings of Block Public Access to `true`",
  meaning: { kind: "public-access-block", off: off.map(({ path }) => lastStep(path)) },
});

function judgeGrants(resource: Resource): readonly Finding[] {
  const holder = holderOf(resource);
  return grantChoices(resource.type)
    .flatMap((choice) => wrongChoices(resource.inputs, choice))
    .map((chosen) =>
      chosen.kind === "written"
        ? granted(holder, chosen.path, chosen.value)
        : undecided(holder, chosen.path, "grant everyone access"),
    );
}

const granted = (holder: string, path: string, value: string): Finding => ({
  kind: "violation",
  what: `${holder}: ${quote(path)} is ${quote(value)}`,
  why: needsAccount(value) ? "everyone who has some AWS account is let in" : "everyone is let in",
  fix: "use `private` and grant by a bucket policy that names the callers",
  meaning: { kind: "public-list", grant: value.toLowerCase() },
});

/** The buckets of which nothing in the stack says that public access is blocked. */
function unblocked({ resources }: Stack): readonly StackResource[] {
  const buckets = resources.filter(({ type }) => isBucket(type));
  if (resources.some(({ type }) => isAccountBlock(type))) return [];
  const blocks = resources.filter(({ type }) => isBucketBlock(type));
  const blocked = new Set<StackResource>();
  for (const block of blocks) {
    const blockedBuckets = bucketsOf(block, buckets);
    // It may be any of them.
    if (blockedBuckets === UNKNOWN) return [];
    for (const bucket of blockedBuckets) blocked.add(bucket);
  }
  return buckets.filter(
    (bucket) =>
      !blocked.has(bucket) && (!bucket.type.startsWith("aws-native:") || lacksOwnBlock(bucket.inputs)),
  );
}

const withoutBlock = (bucket: StackResource): Finding => ({
  kind: "violation",
  what: `${holderOf(bucket)}: nothing blocks public access`,
  why: "AWS does so for new buckets unless somebody switches it off, which nobody would notice",
  fix: bucket.type.startsWith("aws-native:")
    ? "write `publicAccessBlockConfiguration` with all four settings"
    : "add a `BucketPublicAccessBlock` with all four settings",
  meaning: { kind: "no-public-access-block" },
  level: "advisory",
  urn: bucket.urn,
});
