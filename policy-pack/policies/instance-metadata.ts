import { type Finding, quote, undecided } from "../analysis/findings";
import { UNKNOWN } from "../analysis/unknown";
import { holderOf } from "../facts/iam-documents";
import {
  hasMetadataOptions,
  isMetadataDefault,
  type MetadataOptions,
  metadataOptionsOf,
} from "../facts/instance-metadata";
import type { Resource, Stack } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { integer } from "../facts/settings";

/** Containers take two hops to the metadata service of their host. */
const HOPS = 2;

/** Rejects instances whose role anyone can take who makes a program on them fetch a URL. */
export const instanceMetadata: Rule = {
  name: "instance-metadata",
  displayName: "Instance metadata only for tokens",
  description: "The metadata service of an instance must ask for a token.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["ec2", "credentials"],
  remediationSteps:
    "Set `httpTokens` to `required` in `metadataOptions`, or for the whole account by `aws.ec2.InstanceMetadataDefaults`.",
  settings: {
    maxHopLimit: {
      description: "Most network hops that an answer of the metadata service may take.",
      type: "integer",
      minimum: 1,
      maximum: 64,
      default: HOPS,
    },
  },
  appliesTo: hasMetadataOptions,
  judge: (resource, settings) => {
    const options = metadataOptionsOf(resource);
    if (options.endpoint.value === "disabled") return [];
    return [...judgeTokens(resource, options), ...judgeHops(resource, options, settings)];
  },
  judgeStack: (stack) => unsaid(stack).map(withoutTokens),
};

function judgeTokens(resource: Resource, { endpoint, tokens }: MetadataOptions): readonly Finding[] {
  const holder = holderOf(resource);
  if (tokens.value === UNKNOWN) return [undecided(holder, tokens.path, "hand out the role's credentials")];
  if (tokens.value === undefined || tokens.value === "required" || isNoPreference(resource, tokens.value))
    return [];
  if (endpoint.value === UNKNOWN)
    return [undecided(holder, endpoint.path, "hand out the role's credentials")];
  return [
    {
      kind: "violation",
      what: `${holder}: ${quote(tokens.path)} is ${quote(tokens.value)}`,
      why: "whoever makes a program on the instance fetch a URL gets the credentials of its role",
      fix: "write `required`",
      meaning: { kind: "metadata-without-token" },
    },
  ];
}

/** An account that states no default has AWS's. */
const isNoPreference = ({ type }: Resource, value: string): boolean =>
  isMetadataDefault(type) && value === "no-preference";

function judgeHops(
  resource: Resource,
  { hopLimit }: MetadataOptions,
  settings: Settings,
): readonly Finding[] {
  const most = integer(settings, "maxHopLimit", HOPS);
  const holder = holderOf(resource);
  if (hopLimit.value === UNKNOWN)
    return [undecided(holder, hopLimit.path, "send answers of the metadata service far off")];
  if (hopLimit.value === undefined || !(Number(hopLimit.value) > most)) return [];
  return [
    {
      kind: "violation",
      what: `${holder}: ${quote(hopLimit.path)} is ${quote(hopLimit.value)}`,
      why: "what the instance forwards packets for can use its role",
      fix: `write ${most === 1 ? "`1`" : `\`1\`, or \`${most}\` where containers need the role`}`,
      meaning: { kind: "metadata-hops", hops: Number(hopLimit.value) },
      level: "advisory",
    },
  ];
}

/** The resources that leave tokens to their image, where the stack sets no default for the account. */
function unsaid({ resources }: Stack): readonly Resource[] {
  const defaults = resources.filter(({ type }) => isMetadataDefault(type));
  const isSetForAll = defaults.some((one) => {
    const { value } = metadataOptionsOf(one).tokens;
    return value === "required" || value === UNKNOWN;
  });
  if (isSetForAll) return [];
  return resources.filter((resource) => {
    if (isMetadataDefault(resource.type)) return false;
    const { endpoint, tokens, hasTemplate } = metadataOptionsOf(resource);
    return tokens.value === undefined && endpoint.value !== "disabled" && !hasTemplate;
  });
}

const withoutTokens = (resource: Resource): Finding => ({
  kind: "violation",
  what: `${holderOf(resource)}: ${quote(metadataOptionsOf(resource).tokens.path)} is absent`,
  why: "the image decides whether the metadata service asks for a token, and many do not",
  fix: "write `required`",
  meaning: { kind: "metadata-unsaid" },
  level: "advisory",
  urn: resource.urn,
});
