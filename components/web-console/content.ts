import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackContext } from "../stack-context";
import { SETTINGS_KEY, siteFiles } from "./site-files";

/**
 * What the page must know of its deployment, for everyone to read: no account, no ARN, no fact about the network. All of
 * it, or nothing where there is no sign-in.
 */
export interface ConsoleSettings {
  /** The GraphQL endpoint. */
  readonly apiUrl: pulumi.Input<string>;
  /** The user pool as an OpenID issuer, `https://cognito-idp.<region>.<suffix>/<pool>`. */
  readonly issuer: pulumi.Input<string>;
  readonly clientId: pulumi.Input<string>;
  /** Host name of the hosted sign-in pages, no scheme. */
  readonly signInHost: pulumi.Input<string>;
}

export interface ConsoleContentArgs {
  readonly context: StackContext;
  readonly bucketName: pulumi.Input<string>;
  /** What must be in place before the bucket gets objects. */
  readonly bucketSettings?: readonly pulumi.Resource[];
  /** The built site, `console/dist`. */
  readonly siteDirectory: string;
  /** @default none: the page says that this deployment has no sign-in */
  readonly settings?: ConsoleSettings | undefined;
}

/**
 * The site's objects: first what the page loads, then its settings, the page last, so that no visitor gets a page whose
 * parts are not there yet.
 */
export class ConsoleContent extends pulumi.ComponentResource {
  /** Keys of the objects, sorted. */
  readonly keys: readonly string[];

  constructor(name: string, args: ConsoleContentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:ConsoleContent", name, {}, opts);
    const { bucketName, siteDirectory, settings = {}, bucketSettings = [] } = args;
    const files = siteFiles(siteDirectory);
    const put = (
      key: string,
      object: Pick<aws.s3.BucketObjectv2Args, "source" | "content" | "contentType" | "cacheControl">,
      after: readonly pulumi.Resource[],
    ) =>
      new aws.s3.BucketObjectv2(
        `${name}-${key}`,
        {
          bucket: bucketName,
          key,
          ...object,
          // An object takes ten tags at most, fewer than a stack may have; the bucket carries them.
          overrideProvider: { defaultTags: { tags: {} } },
        },
        { parent: this, dependsOn: [...after] },
      );

    const loaded: pulumi.Resource[] = [
      put(
        SETTINGS_KEY,
        {
          content: pulumi.jsonStringify(settings),
          contentType: "application/json",
          cacheControl: "no-store",
        },
        bucketSettings,
      ),
    ];
    for (const { key, path, contentType, cacheControl } of files) {
      const source = new pulumi.asset.FileAsset(path);
      const after = key === "index.html" ? [...bucketSettings, ...loaded] : bucketSettings;
      loaded.push(put(key, { source, contentType, cacheControl }, after));
    }

    this.keys = [SETTINGS_KEY, ...files.map(({ key }) => key)].sort();
    this.registerOutputs({ keys: this.keys });
  }
}
