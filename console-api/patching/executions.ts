/** Automation executions as AWS tells them. */

import {
  type AutomationExecution,
  type AutomationExecutionFilter,
  type AutomationExecutionMetadata,
  GetAutomationExecutionCommand,
  paginateDescribeAutomationExecutions,
  paginateDescribeAutomationStepExecutions,
  type StepExecution,
  type StepExecutionFilter,
} from "@aws-sdk/client-ssm";
import type { Surroundings } from "../surroundings";
import { documentsOf, operationOf } from "./documents";
import { ACTIVE_STATUSES } from "./run-words";

type Asking = Pick<Surroundings, "aws" | "deployment" | "signal">;

const PAGE_SIZE = 50;

async function* executions(
  { aws, signal }: Asking,
  filters: readonly AutomationExecutionFilter[],
): AsyncGenerator<readonly AutomationExecutionMetadata[]> {
  const pages = paginateDescribeAutomationExecutions(
    { client: aws.ssm, pageSize: PAGE_SIZE },
    { Filters: [...filters] },
    { abortSignal: signal },
  );
  for await (const page of pages) yield page.AutomationExecutionMetadataList ?? [];
}

/**
 * Executions of this stack's documents that go on, started by whom ever. The runs of single instances that another one of
 * them has started are left out.
 */
export async function activeExecutions(around: Asking): Promise<readonly AutomationExecutionMetadata[]> {
  const documents = documentsOf(around.deployment);
  const names = Object.values(documents).filter((name) => name !== undefined);
  const found: AutomationExecutionMetadata[] = [];
  const filters: AutomationExecutionFilter[] = [
    { Key: "DocumentNamePrefix", Values: names },
    { Key: "ExecutionStatus", Values: [...ACTIVE_STATUSES] },
  ];
  for await (const page of executions(around, filters)) {
    // Another document's name may begin like one of these.
    found.push(...page.filter(({ DocumentName }) => operationOf(documents, DocumentName) !== undefined));
  }
  const ids = new Set(found.map(({ AutomationExecutionId }) => AutomationExecutionId));
  return found.filter(({ ParentAutomationExecutionId: parent }) => parent === undefined || !ids.has(parent));
}

/** The executions that one has started. */
export async function childrenOf(
  around: Asking,
  id: string,
): Promise<readonly AutomationExecutionMetadata[]> {
  const found: AutomationExecutionMetadata[] = [];
  for await (const page of executions(around, [{ Key: "ParentExecutionId", Values: [id] }])) {
    found.push(...page.filter(({ ParentAutomationExecutionId: parent }) => parent === id));
  }
  return found;
}

/** The latest page of executions of the document that ended well. */
export async function endedWell(
  around: Asking,
  document: string,
): Promise<readonly AutomationExecutionMetadata[]> {
  const filters: AutomationExecutionFilter[] = [
    { Key: "DocumentNamePrefix", Values: [document] },
    { Key: "ExecutionStatus", Values: ["Success"] },
  ];
  for await (const page of executions(around, filters)) {
    return page.filter(({ DocumentName }) => DocumentName === document);
  }
  return [];
}

/** One execution. */
export async function executionOf(
  { aws, signal }: Asking,
  id: string,
): Promise<AutomationExecution | undefined> {
  const command = new GetAutomationExecutionCommand({ AutomationExecutionId: id });
  const { AutomationExecution: found } = await aws.ssm.send(command, { abortSignal: signal });
  return found;
}

/** The steps of an execution, those inside of loops included. */
export async function stepsOf(
  { aws, signal }: Asking,
  id: string,
  filters: readonly StepExecutionFilter[] = [],
): Promise<readonly StepExecution[]> {
  const found: StepExecution[] = [];
  const pages = paginateDescribeAutomationStepExecutions(
    { client: aws.ssm, pageSize: PAGE_SIZE },
    { AutomationExecutionId: id, ...(filters.length === 0 ? {} : { Filters: [...filters] }) },
    { abortSignal: signal },
  );
  for await (const page of pages) found.push(...(page.StepExecutions ?? []));
  return found;
}

/** The first step of an execution that failed or took too long. */
export async function failedStepOf(around: Asking, id: string): Promise<StepExecution | undefined> {
  const steps = await stepsOf(around, id, [{ Key: "StepExecutionStatus", Values: ["Failed", "TimedOut"] }]);
  return steps.find(hasFailed);
}

/** Whether a step failed or took too long. */
export const hasFailed = ({ StepStatus }: StepExecution): boolean =>
  StepStatus === "Failed" || StepStatus === "TimedOut";
