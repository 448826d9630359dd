/**
 * The two Automation documents that the console may start. They have no parameters: what they do, with which role and on
 * which instances is written in them, so that whoever may start one can change none of it.
 */

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { installDocumentName, scanDocumentName } from "../console-names";
import type { AutomationDocument } from "./automation-document";
import type { ProxyFleetArgs } from "./fleet-args";
import { fleetNames } from "./instances";
import { documentName, PATCH_OUTPUT_PREFIX, required } from "./patching";

/** A scan has this long to be told to an instance, and all of them an hour to end. */
const DELIVERY_SECONDS = 600;
const SCAN_SECONDS = 3600;

/** Longest that patching one instance may take: its own steps' times and repetitions come to half of it. */
const MEMBER_SECONDS = 4 * 3600;

export interface ScanDocumentOptions {
  readonly autoScalingGroupName: string;
  readonly patchGroup: string;
  readonly roleArn: string;
  /** Where instances put what the scan printed. */
  readonly output: { readonly bucketName: string; readonly prefix: string };
}

/** By tag rather than by id: of ids, one whose agent does not answer makes Systems Manager refuse all. */
export function scanDocument(options: ScanDocumentOptions): AutomationDocument {
  const { autoScalingGroupName, patchGroup, roleArn, output } = options;
  return {
    schemaVersion: "0.3",
    description: `Looks for missing patches on every instance of ${autoScalingGroupName}, and installs nothing.`,
    assumeRole: roleArn,
    mainSteps: [
      {
        name: "scanFleet",
        description: "Scan, on all instances at once: it changes nothing",
        action: "aws:runCommand",
        isCritical: true,
        timeoutSeconds: SCAN_SECONDS,
        inputs: {
          DocumentName: "AWS-RunPatchBaseline",
          Targets: [{ Key: "tag:PatchGroup", Values: [patchGroup] }],
          Parameters: { Operation: ["Scan"] },
          MaxConcurrency: "100%",
          // All are told at once, so this stops none of them; it is what makes one failure the step's failure.
          MaxErrors: "0",
          TimeoutSeconds: DELIVERY_SECONDS,
          OutputS3BucketName: output.bucketName,
          OutputS3KeyPrefix: output.prefix,
        },
        onFailure: "Abort",
        isEnd: true,
      },
    ],
  };
}

export interface InstallDocumentOptions {
  readonly autoScalingGroupName: string;
  /** The document that patches one instance. */
  readonly patchDocumentName: string;
  readonly roleArn: string;
}

/** All members, whatever their state: the document that patches one decides by it. */
export function installDocument(options: InstallDocumentOptions): AutomationDocument {
  const { autoScalingGroupName, patchDocumentName, roleArn } = options;
  return {
    schemaVersion: "0.3",
    description: `Installs approved patches on the instances of ${autoScalingGroupName}, one after the other, and stops at the first failure.`,
    assumeRole: roleArn,
    mainSteps: [
      {
        name: "listMembers",
        description: "The instances of the group, and where each must be healthy afterwards",
        action: "aws:executeAwsApi",
        isCritical: true,
        timeoutSeconds: 60,
        inputs: {
          Service: "autoscaling",
          Api: "DescribeAutoScalingGroups",
          AutoScalingGroupNames: [autoScalingGroupName],
        },
        outputs: [
          {
            Name: "InstanceIds",
            Selector: "$.AutoScalingGroups[0].Instances..InstanceId",
            Type: "StringList",
          },
          {
            Name: "TargetGroupArn",
            Selector: "$.AutoScalingGroups[0].TargetGroupARNs[0]",
            Type: "String",
          },
        ],
        onFailure: "Abort",
        nextStep: "patchMembers",
      },
      {
        name: "patchMembers",
        description: "One at a time, and none after a failure",
        action: "aws:loop",
        isCritical: true,
        inputs: {
          Iterators: "{{ listMembers.InstanceIds }}",
          IteratorDataType: "String",
          Steps: [
            {
              name: "patchMember",
              description: "As the maintenance window does it",
              action: "aws:executeAutomation",
              isCritical: true,
              timeoutSeconds: MEMBER_SECONDS,
              inputs: {
                DocumentName: patchDocumentName,
                RuntimeParameters: {
                  AutomationAssumeRole: [roleArn],
                  InstanceId: ["{{ patchMembers.CurrentIteratorValue }}"],
                  TargetGroupArn: ["{{ listMembers.TargetGroupArn }}"],
                },
              },
              onFailure: "Abort",
            },
          ],
        },
        onFailure: "Abort",
        isEnd: true,
      },
    ],
  };
}

/** Creates the documents: the scan's, and with operation `Install` the installation's. */
export function createConsoleDocuments(name: string, args: ProxyFleetArgs, parent: pulumi.Resource): void {
  const { context, logArchive, patching, roles } = args;
  const { group: autoScalingGroupName, patchGroup } = fleetNames(context);
  const role = required("patchAutomationArn", roles.patchAutomationArn);
  const create = (child: string, chosen: string, document: (roleArn: string) => AutomationDocument) =>
    new aws.ssm.Document(
      `${name}-${child}`,
      {
        name: chosen,
        documentType: "Automation",
        documentFormat: "JSON",
        content: pulumi.output(role).apply((roleArn) => JSON.stringify(document(roleArn))),
      },
      { parent, deleteBeforeReplace: true },
    );
  const output = { bucketName: logArchive.bucketName, prefix: PATCH_OUTPUT_PREFIX };
  create("scan-now", scanDocumentName(context), (roleArn) =>
    scanDocument({ autoScalingGroupName, patchGroup, roleArn, output }),
  );
  if (patching.operation === "Install") {
    const patchDocumentName = documentName(context.baseName);
    create("install-now", installDocumentName(context), (roleArn) =>
      installDocument({ autoScalingGroupName, patchDocumentName, roleArn }),
    );
  }
}
