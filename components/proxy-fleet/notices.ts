/** Events that people are told of: a rule of EventBridge, and the alerts topic behind it. */

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** An event pattern; a field's values are alternatives. */
export type Detail = { readonly [field: string]: readonly unknown[] };

/** Creates the rule, and what it tells the topic: one line instead of the event. */
export function createNotice(
  name: string,
  notice: {
    /** Name of the rule. */
    readonly chosen: string;
    readonly description: string;
    readonly source: "aws.autoscaling" | "aws.ssm";
    readonly detailTypes: readonly string[];
    readonly detail: pulumi.Input<Detail>;
    readonly paths: { readonly [variable: string]: string };
    /** One line, with `<variable>` for what `paths` found. */
    readonly text: string;
    readonly topicArn: pulumi.Input<string>;
  },
  parent: pulumi.Resource,
): void {
  const rule = new aws.cloudwatch.EventRule(
    name,
    {
      name: notice.chosen,
      description: notice.description,
      eventPattern: pulumi.jsonStringify({
        source: [notice.source],
        "detail-type": notice.detailTypes,
        detail: notice.detail,
      }),
    },
    { parent, deleteBeforeReplace: true },
  );
  new aws.cloudwatch.EventTarget(
    `${name}-topic`,
    {
      rule: rule.name,
      arn: notice.topicArn,
      inputTransformer: { inputPaths: notice.paths, inputTemplate: JSON.stringify(notice.text) },
    },
    { parent },
  );
}
