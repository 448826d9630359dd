/**
 * The Automation document that patches one instance of the fleet. In standby an instance gets no requests and no health
 * checks, so that a reboot neither cuts a request nor gets the instance replaced by an unpatched one. Whatever fails in
 * between, the instance is put back, where the group's health check replaces it if it does not serve.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html
 */

import type { PatchingConfig } from "../../config/stack-config";

/** A step of schema 0.3; without `isEnd` it goes on with `nextStep`. */
export interface AutomationStep {
  readonly name: string;
  readonly description: string;
  readonly action:
    | "aws:assertAwsResourceProperty"
    | "aws:executeAwsApi"
    | "aws:runCommand"
    | "aws:waitForAwsResourceProperty";
  /** A failed critical step makes the whole execution fail, also where `onFailure` goes on to another step. */
  readonly isCritical: true;
  readonly maxAttempts?: number;
  readonly timeoutSeconds: number;
  readonly inputs: { readonly [name: string]: unknown };
  readonly onFailure: "Abort" | `step:${string}`;
  readonly onCancel?: `step:${string}`;
  readonly nextStep?: string;
  readonly isEnd?: true;
}

export interface AutomationDocument {
  readonly schemaVersion: "0.3";
  readonly description: string;
  readonly assumeRole: "{{ AutomationAssumeRole }}";
  readonly parameters: {
    readonly [name: string]: { readonly type: string; readonly description: string };
  };
  readonly mainSteps: readonly AutomationStep[];
}

const INSTANCE = "{{ InstanceId }}";
/** The only process that is suspended: it would answer a standby by terminating an instance in another zone. */
const PROCESSES = ["AZRebalance"];

/** What the document depends on. */
export interface PatchDocumentOptions {
  readonly autoScalingGroupName: string;
  readonly rebootOption: PatchingConfig["rebootOption"];
  /** How long the load balancer lets requests finish before an instance stands by. */
  readonly drainSeconds: number;
}

/** Plain but for its parameters, which the maintenance window gives: it can be judged before anything exists. */
export function patchDocument(options: PatchDocumentOptions): AutomationDocument {
  const { autoScalingGroupName, rebootOption, drainSeconds } = options;
  const group = { Service: "autoscaling", AutoScalingGroupName: autoScalingGroupName };
  const membership = {
    Service: "autoscaling",
    Api: "DescribeAutoScalingInstances",
    InstanceIds: [INSTANCE],
  };
  const step = { isCritical: true, timeoutSeconds: 60 } as const;
  const back = "step:exitStandby";
  return {
    schemaVersion: "0.3",
    description: `Installs approved patches on one instance of ${autoScalingGroupName}, out of service meanwhile.`,
    assumeRole: "{{ AutomationAssumeRole }}",
    parameters: {
      AutomationAssumeRole: { type: "AWS::IAM::Role::Arn", description: "The role that the steps act with" },
      InstanceId: { type: "AWS::EC2::Instance::Id", description: "The instance to patch" },
      TargetGroupArn: { type: "String", description: "Where the instance must be healthy afterwards" },
    },
    mainSteps: [
      {
        ...step,
        name: "checkMembership",
        description: "Refuse instances that are not of this fleet",
        action: "aws:assertAwsResourceProperty",
        inputs: {
          ...membership,
          PropertySelector: "$.AutoScalingInstances[0].AutoScalingGroupName",
          DesiredValues: [autoScalingGroupName],
        },
        onFailure: "Abort",
        nextStep: "checkInService",
      },
      {
        ...step,
        name: "checkInService",
        description: "An instance that an earlier run left in standby is only put back",
        action: "aws:assertAwsResourceProperty",
        inputs: {
          ...membership,
          PropertySelector: "$.AutoScalingInstances[0].LifecycleState",
          DesiredValues: ["InService"],
        },
        onFailure: back,
        nextStep: "suspendRebalancing",
      },
      {
        ...step,
        name: "suspendRebalancing",
        description: "Keep the group from evening out its zones meanwhile",
        action: "aws:executeAwsApi",
        inputs: { ...group, Api: "SuspendProcesses", ScalingProcesses: PROCESSES },
        onFailure: "step:resumeRebalancing",
        nextStep: "enterStandby",
      },
      {
        ...step,
        name: "enterStandby",
        description: "Take the instance out of service without launching another",
        action: "aws:executeAwsApi",
        inputs: {
          ...group,
          Api: "EnterStandby",
          InstanceIds: [INSTANCE],
          ShouldDecrementDesiredCapacity: true,
        },
        // The call may have arrived although its answer did not.
        onFailure: back,
        onCancel: back,
        nextStep: "waitForStandby",
      },
      {
        ...step,
        name: "waitForStandby",
        description: "Until the load balancer has let its requests finish",
        action: "aws:waitForAwsResourceProperty",
        timeoutSeconds: drainSeconds + 300,
        inputs: {
          ...membership,
          PropertySelector: "$.AutoScalingInstances[0].LifecycleState",
          DesiredValues: ["Standby"],
        },
        onFailure: back,
        onCancel: back,
        nextStep: "installPatches",
      },
      {
        ...step,
        name: "installPatches",
        description: "Scan, install, and reboot if need be",
        action: "aws:runCommand",
        timeoutSeconds: 5400,
        inputs: {
          DocumentName: "AWS-RunPatchBaseline",
          InstanceIds: [INSTANCE],
          Parameters: { Operation: ["Install"], RebootOption: [rebootOption] },
        },
        onFailure: back,
        onCancel: back,
        nextStep: "exitStandby",
      },
      {
        ...step,
        name: "exitStandby",
        description: "Back into service, patched or not",
        action: "aws:executeAwsApi",
        maxAttempts: 5,
        inputs: { ...group, Api: "ExitStandby", InstanceIds: [INSTANCE] },
        onFailure: "step:resumeRebalancing",
        onCancel: "step:resumeRebalancing",
        nextStep: "waitForHealthy",
      },
      {
        ...step,
        name: "waitForHealthy",
        description: "The next instance is touched only once this one serves",
        action: "aws:waitForAwsResourceProperty",
        timeoutSeconds: 900,
        inputs: {
          Service: "elbv2",
          Api: "DescribeTargetHealth",
          TargetGroupArn: "{{ TargetGroupArn }}",
          Targets: [{ Id: INSTANCE }],
          PropertySelector: "$.TargetHealthDescriptions[0].TargetHealth.State",
          DesiredValues: ["healthy"],
        },
        onFailure: "step:resumeRebalancing",
        onCancel: "step:resumeRebalancing",
        nextStep: "resumeRebalancing",
      },
      {
        ...step,
        name: "resumeRebalancing",
        description: "The group as it was",
        action: "aws:executeAwsApi",
        maxAttempts: 5,
        inputs: { ...group, Api: "ResumeProcesses", ScalingProcesses: PROCESSES },
        onFailure: "Abort",
        isEnd: true,
      },
    ],
  };
}
