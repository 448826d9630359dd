import { matches } from "../analysis/patterns";
import { isList, isMap, UNKNOWN, type Value, type ValueMap } from "../analysis/unknown";
import { type Choice, placesAt } from "./choices";
import { type Resource, textOf } from "./resource";

/** How a type spells a distribution: where its settings are, and its list of further behaviours. */
const DISTRIBUTIONS: Readonly<Record<string, readonly [holder: string, behaviors: string]>> = {
  "aws:cloudfront/distribution:Distribution": ["", "orderedCacheBehaviors"],
  "aws-native:cloudfront:Distribution": ["distributionConfig.", "cacheBehaviors"],
};

/** Whether the resource is a distribution of CloudFront. */
export const isDistribution = (type: string): boolean => Object.hasOwn(DISTRIBUTIONS, type);

const holderOfSettings = (type: string): readonly [holder: string, behaviors: string] =>
  DISTRIBUTIONS[type] ?? ["", ""];

/** The choices that let viewers in without TLS. */
export function viewerChoices(type: string): readonly Choice[] {
  const [holder, behaviors] = holderOfSettings(type);
  const wrong = { wrong: ["allow-all"] };
  return ["defaultCacheBehavior", `${behaviors}[]`].map((behavior) => ({
    path: `${holder}${behavior}.viewerProtocolPolicy`,
    values: wrong,
    absent: "",
  }));
}

/** Versions of TLS that are broken, or come with ciphers that are. */
const OLD_POLICIES = ["sslv3", "tlsv1", "tlsv1_2016", "tlsv1.1_2016", "tlsv1.2_2018", "tlsv1.2_2019"];

/**
 * The choice of an old version of TLS for viewers; undefined where the distribution has CloudFront's own certificate,
 * with which AWS chooses. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
 */
export function versionChoice({ type, inputs }: Resource): Choice | undefined {
  const certificate = `${holderOfSettings(type)[0]}viewerCertificate`;
  const hasOwn = ["acmCertificateArn", "iamCertificateId"].some((name) =>
    placesAt(inputs, `${certificate}.${name}`).some(({ value }) => isGiven(value)),
  );
  return hasOwn
    ? { path: `${certificate}.minimumProtocolVersion`, values: { wrong: OLD_POLICIES }, absent: "TLSv1" }
    : undefined;
}

/** The choices by which CloudFront fetches from origins of one's own without TLS, or with an old version. */
export function originChoices(type: string): readonly Choice[] {
  const config = `${holderOfSettings(type)[0]}origins[].customOriginConfig`;
  return [
    { path: `${config}.originProtocolPolicy`, values: { wrong: ["http-only"] }, absent: "" },
    {
      path: `${config}.originSslProtocols[]`,
      values: { wrong: ["sslv3", "tlsv1", "tlsv1.1"] },
      absent: "",
    },
  ];
}

/** An id that is not known yet is one all the same. */
const isGiven = (value: Value | undefined): boolean => value !== undefined && value !== null && value !== "";

/** The endpoints of buckets, those of websites left out. */
const BUCKET_HOSTS = ["*.s3.amazonaws.com*", "*.s3.*.amazonaws.com*", "*.s3-*.amazonaws.com*"];

const isBucketHost = (value: Value | undefined): boolean => {
  const host = textOf(value);
  if (typeof host !== "string" || host.includes(".s3-website")) return false;
  return BUCKET_HOSTS.some((pattern) => matches(pattern, host.toLowerCase()));
};

/** An origin that is a bucket which CloudFront reads as nobody in particular, or may be one. */
export interface OpenOrigin {
  /** A JSON path: `origins[0]`. */
  readonly path: string;
  readonly isCertain: boolean;
}

/**
 * The origins that are buckets without origin access control, or the identity that it replaces. An origin without
 * settings of its own kind is a bucket.
 */
export function openOrigins({ type, inputs }: Resource): readonly OpenOrigin[] {
  return placesAt(inputs, `${holderOfSettings(type)[0]}origins[]`).flatMap(
    ({ path, value }): readonly OpenOrigin[] => {
      if (value === UNKNOWN) return [{ path, isCertain: false }];
      if (!isMap(value) || isGiven(value["originAccessControlId"]) || isGiven(value["vpcOriginConfig"]))
        return [];
      const identity = identityOf(value);
      if (identity === "given") return [];
      if (isGiven(value["customOriginConfig"]) && !isBucketHost(value["domainName"])) return [];
      return [{ path, isCertain: identity !== UNKNOWN }];
    },
  );
}

function identityOf(origin: ValueMap): "given" | "none" | typeof UNKNOWN {
  const config = origin["s3OriginConfig"];
  if (config === UNKNOWN) return UNKNOWN;
  const one = isList(config) ? config[0] : config;
  return isMap(one) && isGiven(one["originAccessIdentity"]) ? "given" : "none";
}

/** Where a distribution names its web ACL, and whether it does. */
export function webAclOf({ type, inputs }: Resource): { readonly path: string; readonly isGiven: boolean } {
  const path = `${holderOfSettings(type)[0]}webAclId`;
  return { path, isGiven: placesAt(inputs, path).some(({ value }) => isGiven(value)) };
}
