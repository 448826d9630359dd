import { type Finding, quote } from "../analysis/findings";
import { readDocument } from "../analysis/iam/document";
import { type PlainRequests, plainRequests } from "../analysis/iam/plain-requests";
import { type BucketPolicy, bucketName, isBucket, isBucketPolicy, policiesOfBuckets } from "../facts/buckets";
import { holderOf } from "../facts/iam-documents";
import type { StackResource } from "../facts/resource";
import type { Rule } from "../facts/rule";

/** Advises against buckets that answer requests without TLS. */
export const bucketTransport: Rule = {
  name: "bucket-transport",
  displayName: "Buckets only by TLS",
  description: "A bucket's policy must deny requests without TLS.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["s3", "encryption"],
  remediationSteps:
    "Add a statement to the bucket's policy that denies `s3:*` to everyone, on the bucket and its objects, where `aws:SecureTransport` is `false`.",
  settings: {},
  appliesTo: (type) => isBucket(type) || isBucketPolicy(type),
  // A bucket and its policy are two resources more often than not.
  judge: () => [],
  judgeStack: (stack) => {
    const { buckets, isCertain } = policiesOfBuckets(stack);
    return isCertain ? buckets.flatMap(({ bucket, policies }) => judgeBucket(bucket, policies)) : [];
  },
};

const FIX = "deny `s3:*` to `*` on the bucket and its objects where `aws:SecureTransport` is `false`";
const WHY = "what is read and written can be seen and changed on its way";

function judgeBucket(bucket: StackResource, policies: readonly BucketPolicy[]): readonly Finding[] {
  const judged = policies.map((policy) => ({ policy, says: judgePolicy(policy, bucketName(bucket)) }));
  if (judged.some(({ says }) => says.kind === "denied")) return [];
  const undecided = judged.find(({ says }) => says.kind === "undecided");
  if (undecided !== undefined) return [unverified(bucket, undecided.policy)];
  const [first] = judged;
  return [
    {
      kind: "violation",
      what: `${holderOf(bucket)}: ${first === undefined ? "no policy in the stack denies requests without TLS" : shortfall(first.policy, first.says)}`,
      why: WHY,
      fix: FIX,
      meaning: { kind: "plain-requests" },
      urn: bucket.urn,
    },
  ];
}

/** What cannot be read denies nothing; that it cannot be read is said by `administrative-access`. */
function judgePolicy({ value }: BucketPolicy, name: string | undefined): PlainRequests {
  const reading = readDocument(value);
  if (reading.kind === "unknown") return { kind: "undecided" };
  if (reading.kind === "unreadable") return { kind: "allowed", left: undefined };
  return plainRequests(reading.document, name);
}

const shortfall = ({ name, path }: BucketPolicy, says: PlainRequests): string => {
  const left = says.kind === "allowed" && says.left !== undefined ? ` on ${quote(says.left)}` : "";
  return `${quote(path)} of ${quote(name)} does not deny all requests without TLS${left}`;
};

const unverified = (bucket: StackResource, { name, path }: BucketPolicy): Finding => ({
  kind: "unverified",
  what: `${holderOf(bucket)}: ${quote(path)} of ${quote(name)} is not fully known yet`,
  why: "some of its possible values let requests without TLS through",
  fix: "it is judged again at the end of the update, with all values known",
  meaning: { kind: "undecided", path },
  urn: bucket.urn,
});
