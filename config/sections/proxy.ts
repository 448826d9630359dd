import { loadBalancerCertificate } from "../arns";
import { HOST_NAME, HOSTED_ZONE_ID, IMAGE_ID, PARAMETER_NAME, RELEASEVER } from "../forms";
import {
  architectureOf,
  architectureOfParameter,
  defaultImageParameter,
  INSTANCE_TYPE_FORM,
} from "../instance-types";
import type { Target } from "../region";
import type { SettingReader } from "../setting-reader";
import type { ExposureConfig, ProxyConfig, ProxyImage } from "../stack-config";

/** Names that AWS owns: nobody else gets a certificate for them. */
const AWS_OWNED = [".amazonaws.com", ".amazonaws.com.cn", ".cloudfront.net", ".cloudfront.cn", ".on.aws"];

/** The proxy fleet and what stands before it. */
export function readProxy(reader: SettingReader, target: Target, exposure: ExposureConfig): ProxyConfig {
  const certificate = loadBalancerCertificate(target);
  if (!reader.given("proxyHostName")) reader.missing("proxyHostName", HOST_NAME.accepted);
  if (!reader.given("proxyCertificateArn")) reader.missing("proxyCertificateArn", certificate.accepted);
  const hostName = reader.formed("proxyHostName", HOST_NAME);
  if (AWS_OWNED.some((suffix) => hostName.endsWith(suffix))) {
    reader.reject(
      "proxyHostName",
      `\`${hostName}\` belongs to AWS, so that no certificate can bear it; accepted: ${HOST_NAME.accepted}`,
    );
  }
  const hostedZoneId = reader.formed("hostedZoneId", HOSTED_ZONE_ID);
  const instanceType = reader.formed("proxyInstanceType", INSTANCE_TYPE_FORM);
  const architecture = architectureOf(instanceType);
  return {
    exposure,
    hostName,
    certificateArn: reader.formed("proxyCertificateArn", certificate),
    ...(hostedZoneId === "" ? {} : { hostedZoneId }),
    instanceType,
    architecture,
    image: readImage(reader, instanceType),
    releasever: reader.formed("proxyReleasever", RELEASEVER),
    ...readSizes(reader),
    maxInstanceLifetimeDays: reader.integer("proxyMaxInstanceLifetimeDays", 1, 365),
  };
}

function readImage(reader: SettingReader, instanceType: string): ProxyImage {
  const id = reader.formed("proxyImageId", IMAGE_ID);
  const parameter = reader.formed("proxyImageParameter", PARAMETER_NAME);
  if (reader.given("proxyImageId") && reader.given("proxyImageParameter")) {
    reader.reject("proxyImageId", "is given together with `proxyImageParameter`; remove one of the two");
  }
  const architecture = architectureOf(instanceType);
  const stated = architectureOfParameter(parameter);
  if (stated !== undefined && stated !== architecture && reader.sound("proxyInstanceType")) {
    reader.reject(
      "proxyImageParameter",
      `\`${parameter}\` names an image for \`${stated}\`, but \`${instanceType}\` is \`${architecture}\`; accepted: an image for \`${architecture}\`, or another \`proxyInstanceType\``,
    );
  }
  return id === ""
    ? { kind: "parameter", name: parameter || defaultImageParameter(architecture) }
    : { kind: "id", id };
}

/**
 * The sizes of the group: two instances at least, so that a zone may fail, and one more, since one at a time stands by to
 * be patched.
 */
function readSizes(reader: SettingReader): Pick<ProxyConfig, "minSize" | "desiredCapacity" | "maxSize"> {
  const minSize = reader.integer("proxyMinSize", 2, 99);
  const desiredCapacity = reader.integer("proxyDesiredCapacity", 3, 100);
  const maxSize = reader.integer("proxyMaxSize", 3, 100);
  if (reader.sound("proxyMinSize", "proxyDesiredCapacity") && desiredCapacity <= minSize) {
    reader.reject(
      "proxyDesiredCapacity",
      `\`${desiredCapacity}\` is not above \`proxyMinSize\` \`${minSize}\`, so that no instance could stand by to be patched; accepted: at least ${minSize + 1}`,
    );
  }
  if (reader.sound("proxyDesiredCapacity", "proxyMaxSize") && maxSize < desiredCapacity) {
    reader.reject(
      "proxyMaxSize",
      `\`${maxSize}\` is below \`proxyDesiredCapacity\` \`${desiredCapacity}\`; accepted: at least ${desiredCapacity}`,
    );
  }
  return { minSize, desiredCapacity, maxSize };
}
