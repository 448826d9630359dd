import { isMap, UNKNOWN } from "../analysis/unknown";
import { placesAt } from "./choices";
import type { Resource } from "./resource";

/** Where a type makes a website of a bucket; the resource itself where the path is empty. */
const WEBSITES: Readonly<Record<string, string>> = {
  "aws:s3/bucket:Bucket": "website",
  "aws:s3/bucketV2:BucketV2": "websites[]",
  "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": "",
  "aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2": "",
  "aws-native:s3:Bucket": "websiteConfiguration",
};

/** Whether the resource can make a website of a bucket. */
export const makesWebsite = (type: string): boolean => Object.hasOwn(WEBSITES, type);

/** A website that serves a bucket's objects, or may. One that only redirects serves none. */
export interface Website {
  /** The property that says what is served: `websiteConfiguration.indexDocument`. */
  readonly path: string;
  readonly isCertain: boolean;
}

/** The websites that a resource makes of a bucket. */
export function websitesOf({ type, inputs }: Resource): readonly Website[] {
  const place = WEBSITES[type] ?? "";
  const holders = place === "" ? [{ path: "", value: inputs }] : placesAt(inputs, place);
  return holders.flatMap(({ path, value }): readonly Website[] => {
    if (value === UNKNOWN) return [{ path, isCertain: false }];
    if (!isMap(value)) return [];
    const index = value["indexDocument"];
    if (index === undefined || index === null || index === "") return [];
    const at = path === "" ? "indexDocument" : `${path}.indexDocument`;
    return [{ path: at, isCertain: index !== UNKNOWN }];
  });
}
