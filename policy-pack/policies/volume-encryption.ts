import { type Finding, list, quote, undecided } from "../analysis/findings";
import { UNKNOWN } from "../analysis/unknown";
import { holderOf } from "../facts/iam-documents";
import type { Resource, Stack } from "../facts/resource";
import type { Rule } from "../facts/rule";
import {
  declaresVolumes,
  encryptsByDefault,
  isEncryptionDefault,
  type Volume,
  volumesOf,
} from "../facts/volumes";

/** Advises against volumes and file systems that are stored as plain text. */
export const volumeEncryption: Rule = {
  name: "volume-encryption",
  displayName: "Encrypted volumes",
  description: "A volume must be encrypted.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["ec2", "efs", "encryption"],
  remediationSteps:
    "Set `encrypted` to `true`, or encrypt all new volumes of the account by `aws.ebs.EncryptionByDefault`.",
  settings: {},
  appliesTo: (type) => declaresVolumes(type) || isEncryptionDefault(type),
  judge: (resource) => (isEncryptionDefault(resource.type) ? judgeDefault(resource) : judgeVolumes(resource)),
  judgeStack: (stack) => unsaidIn(stack),
};

const WHY = "whoever gets a copy or a snapshot of it can read it";

function judgeVolumes(resource: Resource): readonly Finding[] {
  const holder = holderOf(resource);
  const volumes = volumesOf(resource);
  const plain = volumes.filter(({ state }) => state === "plain" || state === "plain by default");
  return [
    ...volumes.flatMap(({ path, state }) =>
      state === UNKNOWN ? [undecided(holder, path, "leave it as plain text")] : [],
    ),
    ...(plain.length === 0
      ? []
      : [violation(`${holder}: ${list(plain.map(describe))}`, "plain-volume", plain)]),
  ];
}

const describe = ({ path, state }: Volume): string =>
  state === "plain by default"
    ? `${quote(path)} is absent, which means \`false\``
    : `${quote(path)} is \`false\``;

const violation = (what: string, kind: string, volumes: readonly Volume[]): Finding => ({
  kind: "violation",
  what,
  why: WHY,
  fix: "write `true`, with a `kmsKeyId` where other accounts must not copy it",
  meaning: { kind, volumes: volumes.map(({ path }) => path) },
});

function judgeDefault(resource: Resource): readonly Finding[] {
  const encrypts = encryptsByDefault(resource);
  if (encrypts === true) return [];
  const holder = holderOf(resource);
  if (encrypts === UNKNOWN) return [undecided(holder, "enabled", "leave new volumes as plain text")];
  return [
    {
      kind: "violation",
      what: `${holder}: \`enabled\` is \`false\``,
      why: "new volumes of the account are plain text unless each says otherwise",
      fix: "write `true`",
      meaning: { kind: "plain-by-default" },
    },
  ];
}

/** The volumes of which nothing is said, where the stack does not encrypt all of the account's. */
function unsaidIn({ resources }: Stack): readonly Finding[] {
  const defaults = resources.filter(({ type }) => isEncryptionDefault(type));
  if (defaults.some((one) => encryptsByDefault(one) !== false)) return [];
  return resources.flatMap((resource) => {
    if (!declaresVolumes(resource.type)) return [];
    const unsaid = volumesOf(resource).filter(({ state }) => state === "unsaid");
    if (unsaid.length === 0) return [];
    return [
      {
        ...violation(
          `${holderOf(resource)}: ${list(unsaid.map(({ path }) => quote(path)))} ${unsaid.length === 1 ? "is" : "are"} absent`,
          "unsaid-volume",
          unsaid,
        ),
        why: "it is encrypted only where the account does so by default",
        urn: resource.urn,
      },
    ];
  });
}
