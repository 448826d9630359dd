import type { OriginAccess } from "../../partitions";
import { cloudfrontWebAcl, viewerCertificate } from "../arns";
import { COUNTRIES } from "../countries";
import { BUCKET_NAME, type Form, HOST_NAME, SERVER_CERTIFICATE_ID } from "../forms";
import { notInPartition } from "../partition-mistakes";
import type { Target } from "../region";
import type { SettingReader } from "../setting-reader";
import type { ConsoleConfig, ViewerCertificate } from "../stack-config";

const COUNTRY: Form = {
  accepted: "a country by its code of ISO 3166-1, like `DE` or `GB`",
  problem: (text) => (COUNTRIES.has(text) ? undefined : "is not accepted"),
};

/** The web console; `undefined` where there is none. */
export function readConsole(reader: SettingReader, target: Target): ConsoleConfig | undefined {
  const config = readWanted(reader, target);
  if (config === undefined && reader.given("consoleBucketName") && reader.sound("console")) {
    reader.reject("consoleBucketName", "is given, but there is no console in this stack; remove it");
  }
  return config;
}

function readWanted(reader: SettingReader, target: Target): ConsoleConfig | undefined {
  const { partition } = target;
  const chosen = reader.choice("console", ["auto", "on", "off"]);
  if (chosen === "off") return undefined;
  const hasCloudFront = partition.originAccess.length > 0;
  if (!hasCloudFront) {
    if (chosen === "on")
      reader.reject("console", `\`on\` ${notInPartition(partition, "cloudfront", ["auto", "off"])}`);
    else
      refuseAliases(
        reader,
        `partition \`${partition.partition}\` has no CloudFront and hence no console; remove it`,
      );
    return undefined;
  }
  // Where CloudFront has no name of its own, only an alias tells that a console is wanted.
  if (chosen === "auto" && !partition.cloudfrontDefaultDomain && !reader.given("consoleAliases"))
    return undefined;
  const aliases = reader.formedList("consoleAliases", HOST_NAME);
  const hostName = reader.text("proxyHostName");
  if (aliases.includes(hostName)) {
    reader.reject(
      "consoleAliases",
      `\`${hostName}\` is \`proxyHostName\` already; accepted: another host name`,
    );
  }
  const bucketName = reader.formed("consoleBucketName", BUCKET_NAME);
  return {
    ...(bucketName === "" ? {} : { bucketName }),
    originAccess: readOriginAccess(reader, target),
    aliases,
    certificate: readCertificate(reader, target, aliases),
    priceClass: reader.choice("consolePriceClass", ["PriceClass_100", "PriceClass_200", "PriceClass_All"]),
    allowedCountries: reader.formedList("consoleAllowedCountries", COUNTRY),
    waf: readWaf(reader, "consoleWaf", target),
  };
}

/** `off`, `managed`, or the ARN of a web ACL that may stand before CloudFront. */
export function readWaf(
  reader: SettingReader,
  key: "consoleWaf" | "proxyWaf",
  target: Target,
): ConsoleConfig["waf"] {
  const text = reader.text(key);
  if (text === "off") return { kind: "off" };
  if (!target.partition.cloudfrontWaf) {
    reader.reject(
      key,
      `${reader.quote(key, text)} ${notInPartition(target.partition, "cloudfront-waf", ["off"])}`,
    );
    return { kind: "off" };
  }
  if (text === "managed") return { kind: "managed" };
  const arn = cloudfrontWebAcl(target);
  reader.checked(key, text, { ...arn, accepted: `\`off\`, \`managed\` or ${arn.accepted}` });
  return { kind: "existing", arn: text };
}

function readOriginAccess(reader: SettingReader, { partition }: Target): OriginAccess {
  const chosen = reader.choice("originAccess", ["auto", "control", "identity"]);
  const preferred = partition.originAccess[0] ?? "control";
  if (chosen !== "auto" && !partition.originAccess.includes(chosen)) {
    const instead = ["auto", ...partition.originAccess];
    reader.reject(
      "originAccess",
      `\`${chosen}\` ${notInPartition(partition, "origin-access-control", instead)}`,
    );
  }
  const access = chosen === "auto" ? preferred : chosen;
  if (access === "identity" && reader.list("customerManagedKeys").includes("console")) {
    reader.reject(
      "customerManagedKeys",
      `\`console\` cannot be read with an origin access identity, which \`originAccess\`${chosen === "auto" ? " is here" : " asks for"}, as it has no access to a key; remove it${partition.originAccess.includes("control") ? ", or choose origin access `control`" : ""}`,
    );
  }
  return access;
}

function readCertificate(
  reader: SettingReader,
  target: Target,
  aliases: readonly string[],
): ViewerCertificate {
  const { partition } = target;
  const isIam = partition.cloudfrontCertificates === "iam";
  const [key, otherKey] = isIam
    ? (["consoleCertificateId", "consoleCertificateArn"] as const)
    : (["consoleCertificateArn", "consoleCertificateId"] as const);
  if (reader.given(otherKey)) {
    reader.reject(
      otherKey,
      `is not what CloudFront takes in partition \`${partition.partition}\`; give \`${key}\` instead`,
    );
  }
  const form = isIam ? SERVER_CERTIFICATE_ID : viewerCertificate(target);
  const text = reader.formed(key, form);
  if (!reader.given("consoleAliases")) {
    if (!partition.cloudfrontDefaultDomain) {
      reader.missing(
        "consoleAliases",
        `a list with ${HOST_NAME.accepted}`,
        `and CloudFront has no name of its own in partition \`${partition.partition}\``,
      );
    } else if (reader.given(key)) {
      reader.reject(
        key,
        "is given, but `consoleAliases` is not; give the certificate's host names there, or remove this",
      );
    }
  } else if (!reader.given(key)) reader.missing(key, form.accepted, "which `consoleAliases` need");
  if (text === "" || aliases.length === 0) return { kind: "default" };
  return isIam ? { kind: "iam", id: text } : { kind: "acm", arn: text };
}

function refuseAliases(reader: SettingReader, reason: string): void {
  if (reader.given("consoleAliases")) reader.reject("consoleAliases", `is given, but ${reason}`);
}
