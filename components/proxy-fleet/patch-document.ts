/**
 * The Automation document that patches one instance of the fleet. In standby an instance gets no requests and no health
 * checks, so that a reboot neither cuts a request nor gets the instance replaced by an unpatched one. It leaves only while
 * all others serve. Whatever fails in between, it is put back, where the group's health check replaces it if it does not
 * serve; one that cannot be put back is terminated. An execution that is cancelled has two minutes left: it puts the
 * instance back and waits for nothing. The launch hook takes no part: it holds newly launched instances only.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PatchingConfig } from "../../config/stack-config";
import type { AutomationDocument, PlainStep } from "./automation-document";

const INSTANCE = "{{ InstanceId }}";
const TARGET_GROUP = "{{ TargetGroupArn }}";

/**
 * What the group must not do meanwhile: even out its zones, which would answer a standby by terminating an instance in
 * another one; and scale, which would take away the room that was made, or fill the place that the instance comes back to.
 * Replacing what is unhealthy goes on.
 */
export const SUSPENDED_PROCESSES: readonly string[] = ["AZRebalance", "AlarmNotification"];

/** Longest that a run of the patch command may take with its reboot; the agent must have begun it by `DELIVERY_SECONDS`. */
const INSTALL_SECONDS = 3600;
const DELIVERY_SECONDS = 600;

/** What the document depends on. */
export interface PatchDocumentOptions {
  readonly autoScalingGroupName: string;
  readonly rebootOption: PatchingConfig["rebootOption"];
  /** How long the load balancer lets requests finish before an instance stands by. */
  readonly drainSeconds: number;
  /** Where the instance puts what the patch command printed, of which Systems Manager keeps only the beginning. */
  readonly output: { readonly bucketName: string; readonly prefix: string };
}

/** Plain but for its parameters, which the maintenance window gives: it can be judged before anything exists. */
export function patchDocument(options: PatchDocumentOptions): AutomationDocument<PlainStep> {
  const { autoScalingGroupName, rebootOption, drainSeconds, output } = options;
  const group = { Service: "autoscaling", AutoScalingGroupName: autoScalingGroupName };
  const membership = {
    Service: "autoscaling",
    Api: "DescribeAutoScalingInstances",
    InstanceIds: [INSTANCE],
  };
  const lifecycleState = [
    { Name: "LifecycleState", Selector: "$.AutoScalingInstances[0].LifecycleState", Type: "String" },
  ] as const;
  const step = { isCritical: true, timeoutSeconds: 60 } as const;
  const back = { onFailure: "step:exitStandby", onCancel: "step:exitStandbyAtOnce" } as const;
  const exit = { ...group, Api: "ExitStandby", InstanceIds: [INSTANCE] };
  const resume = { onFailure: "step:resumeScaling", onCancel: "step:resumeScaling" } as const;
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
        nextStep: "readState",
      },
      {
        ...step,
        name: "readState",
        description: "Where in its life the instance is",
        action: "aws:executeAwsApi",
        inputs: membership,
        outputs: lifecycleState,
        onFailure: "Abort",
        nextStep: "chooseByState",
      },
      {
        ...step,
        name: "chooseByState",
        description:
          "One that an earlier run left out is patched where it is; one that is being launched or terminated needs nothing",
        action: "aws:branch",
        inputs: {
          Choices: [
            {
              NextStep: "suspendScaling",
              Variable: "{{ readState.LifecycleState }}",
              StringEquals: "InService",
            },
            {
              NextStep: "installPatches",
              Variable: "{{ readState.LifecycleState }}",
              StringEquals: "Standby",
            },
          ],
          // Without it a branch that chose nothing goes on with the step that happens to stand next.
          Default: "leaveAlone",
        },
        onFailure: "Abort",
      },
      {
        ...step,
        name: "suspendScaling",
        description: "Keep the group from scaling and from evening out its zones meanwhile",
        action: "aws:executeAwsApi",
        inputs: { ...group, Api: "SuspendProcesses", ScalingProcesses: SUSPENDED_PROCESSES },
        // The call may have arrived although its answer did not.
        ...resume,
        nextStep: "makeRoom",
      },
      {
        ...step,
        name: "makeRoom",
        description: "Until one instance more serves than must, and all others do",
        action: "aws:executeScript",
        maxAttempts: 3,
        timeoutSeconds: 600,
        inputs: {
          Runtime: "python3.11",
          Handler: "make_room",
          InputPayload: {
            AutoScalingGroupName: autoScalingGroupName,
            InstanceId: INSTANCE,
            TargetGroupArn: TARGET_GROUP,
          },
          Script: readFileSync(join(__dirname, "make-room.py"), "utf8"),
        },
        ...resume,
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
          // So that the group itself refuses where fewer than its smallest size would be left.
          ShouldDecrementDesiredCapacity: true,
        },
        ...back,
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
        ...back,
        nextStep: "installPatches",
      },
      {
        ...step,
        name: "installPatches",
        description: "Scan, install, and reboot if need be",
        action: "aws:runCommand",
        timeoutSeconds: INSTALL_SECONDS,
        inputs: {
          DocumentName: "AWS-RunPatchBaseline",
          InstanceIds: [INSTANCE],
          Parameters: { Operation: ["Install"], RebootOption: [rebootOption] },
          // Not begun by then, it never is: an agent that comes back late must not reboot an instance that serves.
          TimeoutSeconds: DELIVERY_SECONDS,
          OutputS3BucketName: output.bucketName,
          OutputS3KeyPrefix: output.prefix,
        },
        ...back,
        nextStep: "exitStandby",
      },
      {
        ...step,
        name: "exitStandby",
        description: "Back into service, patched or not",
        action: "aws:executeAwsApi",
        maxAttempts: 5,
        inputs: exit,
        onFailure: "step:readStateAgain",
        onCancel: "step:resumeScaling",
        nextStep: "waitForHealthy",
      },
      {
        ...step,
        name: "waitForHealthy",
        description: "The next instance is touched, and the group scales, only once this one serves",
        action: "aws:waitForAwsResourceProperty",
        timeoutSeconds: 900,
        inputs: {
          Service: "elbv2",
          Api: "DescribeTargetHealth",
          TargetGroupArn: TARGET_GROUP,
          Targets: [{ Id: INSTANCE }],
          PropertySelector: "$.TargetHealthDescriptions[0].TargetHealth.State",
          DesiredValues: ["healthy"],
        },
        ...resume,
        nextStep: "resumeScaling",
      },
      {
        ...step,
        name: "readStateAgain",
        description: "Whether it is out at all: the step that failed may have been the one that takes it out",
        action: "aws:executeAwsApi",
        inputs: membership,
        outputs: lifecycleState,
        ...resume,
        nextStep: "chooseByStateAgain",
      },
      {
        ...step,
        name: "chooseByStateAgain",
        description: "None stays out: one that cannot come back is given up",
        action: "aws:branch",
        inputs: {
          Choices: [
            {
              NextStep: "terminateInstance",
              Variable: "{{ readStateAgain.LifecycleState }}",
              StringEquals: "Standby",
            },
          ],
          Default: "resumeScaling",
        },
        ...resume,
      },
      {
        ...step,
        name: "terminateInstance",
        description: "The group launches another one if it has too few",
        action: "aws:executeAwsApi",
        maxAttempts: 5,
        inputs: {
          Service: "autoscaling",
          Api: "TerminateInstanceInAutoScalingGroup",
          InstanceId: INSTANCE,
          // Its standby has lowered the capacity already.
          ShouldDecrementDesiredCapacity: false,
        },
        ...resume,
        nextStep: "resumeScaling",
      },
      {
        ...step,
        name: "exitStandbyAtOnce",
        description: "Back into service after a cancellation",
        action: "aws:executeAwsApi",
        maxAttempts: 5,
        inputs: exit,
        onFailure: "step:resumeScaling",
        nextStep: "resumeScaling",
      },
      {
        ...step,
        name: "resumeScaling",
        description: "The group as it was",
        action: "aws:executeAwsApi",
        maxAttempts: 5,
        inputs: { ...group, Api: "ResumeProcesses", ScalingProcesses: SUSPENDED_PROCESSES },
        onFailure: "Abort",
        isEnd: true,
      },
      {
        ...step,
        name: "leaveAlone",
        description: "Being launched or terminated: nothing to do",
        action: "aws:sleep",
        inputs: { Duration: "PT1S" },
        onFailure: "Abort",
        isEnd: true,
      },
    ],
  };
}
