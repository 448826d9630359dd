import { expect } from "chai";
import type { Rule } from "../../../policy-pack/facts/rule";
import { fingerprintOf, judge, withoutTag } from "../judging";
import {
  document,
  expectNeverSilent,
  expectOneMeaning,
  expectUnknownAsTried,
  type Written,
} from "../spellings";

/** A property that holds a document, and what a resource of that type has besides. */
interface Place {
  readonly type: string;
  readonly property: string;
  readonly beside: Written;
}

/** The same document on a resource of each provider. */
export interface Carrier {
  readonly native: Place;
  readonly classic: Place;
}

/** An inline policy of a role. */
export const inlinePolicyOf = (role: string): Carrier => ({
  native: { type: "aws-native:iam:RolePolicy", property: "policyDocument", beside: { roleName: role } },
  classic: { type: "aws:iam/rolePolicy:RolePolicy", property: "policy", beside: { role } },
});

/** The trust of a role. */
export const trustOf = (role: string): Carrier => ({
  native: { type: "aws-native:iam:Role", property: "assumeRolePolicyDocument", beside: { roleName: role } },
  classic: { type: "aws:iam/role:Role", property: "assumeRolePolicy", beside: { name: role } },
});

/** The policy of a bucket. */
export const policyOfBucket = (bucket: string): Carrier => ({
  native: { type: "aws-native:s3:BucketPolicy", property: "policyDocument", beside: { bucket } },
  classic: { type: "aws:s3/bucketPolicy:BucketPolicy", property: "policy", beside: { bucket } },
});

/** The policy of a topic. */
export const policyOfTopic = (arn: string): Carrier => ({
  native: { type: "aws-native:sns:TopicPolicy", property: "policyDocument", beside: { topics: [arn] } },
  classic: { type: "aws:sns/topicPolicy:TopicPolicy", property: "policy", beside: { arn } },
});

/** What makes the statements of a document, and the messages, without fingerprints, that they get. */
export type Rejected = readonly [
  name: string,
  statements: readonly Written[],
  messages: string | readonly string[],
];

/** What makes the statements of a document that nothing is said about. */
export type Accepted = readonly [name: string, statements: readonly Written[]];

/** The resource that carries a document at a place. */
export const carrying = (
  whole: unknown,
  { type, property, beside }: Place,
): { readonly type: string; readonly props: Record<string, unknown> } => ({
  type,
  props: { ...beside, [property]: whole },
});

/** What one policy says of documents at one place; each question may have settings of its own. */
export class JudgedDocuments {
  readonly #rule: Rule;
  readonly #carrier: Carrier;
  readonly #settings: Written;

  constructor(rule: Rule, carrier: Carrier, settings: Written = {}) {
    this.#rule = rule;
    this.#carrier = carrier;
    this.#settings = settings;
  }

  /** What this or another policy says, fingerprints included, of a document that may be unknown or no document. */
  async reports(whole: unknown, settings = this.#settings, rule = this.#rule): Promise<string[]> {
    const { type, props } = carrying(whole, this.#carrier.native);
    return judge(rule, type, props, settings);
  }

  async messages(statements: readonly Written[], settings = this.#settings): Promise<string[]> {
    return (await this.reports(document(...statements), settings)).map(withoutTag);
  }

  async fingerprints(statements: readonly Written[], settings = this.#settings): Promise<string[]> {
    return (await this.reports(document(...statements), settings)).map(fingerprintOf);
  }

  /**
   * Defines a test for each case: those messages, the same of every spelling, and never silence where a part is unknown.
   * @param others the policies that may say it instead where a part is unknown
   */
  rejects(cases: readonly Rejected[], others: readonly Rule[] = []): void {
    for (const [name, statements, messages] of cases) {
      it(`rejects ${name}`, async () => {
        const whole = document(...statements);
        expect(await this.messages(statements)).to.deep.equal([messages].flat());
        await this.expectOneMeaning(whole);
        const { type, props } = carrying(whole, this.#carrier.native);
        await expectNeverSilent([this.#rule, ...others], type, props, this.#settings);
      });
    }
  }

  /** Defines a test for each case: nothing is said of it in any spelling, written for either provider. */
  accepts(cases: readonly Accepted[]): void {
    for (const [name, statements] of cases) {
      it(`accepts ${name}`, async () => {
        const whole = document(...statements);
        expect(await this.messages(statements)).to.deep.equal([]);
        await this.expectOneMeaning(whole);
        const { type, props } = carrying(JSON.stringify(whole), this.#carrier.classic);
        expect(await judge(this.#rule, type, props, this.#settings)).to.deep.equal([]);
      });
    }
  }

  /** Requires one verdict of all spellings of a document. */
  expectOneMeaning(whole: Written): Promise<void> {
    const { native } = this.#carrier;
    const propsOf = (spelling: unknown): Record<string, unknown> => carrying(spelling, native).props;
    return expectOneMeaning(this.#rule, native.type, propsOf, whole, this.#settings);
  }

  /** Requires of accepted cases that unknown parts are unverified just where one of these values would be rejected. */
  async expectUnknownAsTried(
    cases: readonly Accepted[],
    which: readonly number[],
    values: readonly unknown[],
  ): Promise<void> {
    for (const at of which) {
      const [, statements] = cases[at] ?? expect.fail(`no case ${at}`);
      const { type, props } = carrying(document(...statements), this.#carrier.native);
      await expectUnknownAsTried(this.#rule, type, props, values, this.#settings);
    }
  }

  /** Requires one and the same finding of each of these statements. */
  async expectOneFinding(statements: readonly Written[]): Promise<void> {
    const prints = await Promise.all(statements.map((statement) => this.fingerprints([statement])));
    for (const [at, found] of prints.entries()) {
      expect(found, JSON.stringify(statements[at])).to.have.lengthOf(1);
      expect(found, JSON.stringify(statements[at])).to.deep.equal(prints[0]);
    }
  }

  /** Requires that other policies report what this one says nothing about. */
  async expectLeftTo(cases: readonly (readonly [Rule, readonly Written[]])[]): Promise<void> {
    for (const [other, statements] of cases) {
      const whole = document(...statements);
      expect(await this.reports(whole), `${other.name}: ${JSON.stringify(whole)}`).to.deep.equal([]);
      expect(await this.reports(whole, {}, other), other.name).not.to.deep.equal([]);
    }
  }
}

/** Defines a test: a policy about grants looks at nothing else. The statement is one that it rejects once. */
export function itLooksAtGrantsOnly(rule: Rule, broad: Written): void {
  it("leaves out limits, trusts and resource policies", async () => {
    const policy = document(broad);
    const count = async (type: string, props: Written, settings: Written = {}): Promise<number> =>
      (await judge(rule, type, props, settings)).length;
    const managed = "aws:iam/policy:Policy";
    expect(await count(managed, { policy })).to.equal(1);
    expect(await count("aws:iam/role:Role", { inlinePolicies: [{ policy }] })).to.equal(1);
    expect(await count(managed, { policy, path: "/boundary/" })).to.equal(0);
    expect(await count(managed, { policy, path: "/limits/" })).to.equal(1);
    expect(await count(managed, { policy, path: "/limits/" }, { boundaryPaths: ["/limits/"] })).to.equal(0);
    expect(await count("aws:iam/role:Role", { assumeRolePolicy: policy })).to.equal(0);
    expect(await count("aws:kms/key:Key", { policy })).to.equal(0);
    expect(await count("aws:s3/bucketPolicy:BucketPolicy", { policy })).to.equal(0);
  });
}

/** Defines a test: a policy about trusts looks at nothing else. The statement is one that it rejects once. */
export function itLooksAtTrustsOnly(rule: Rule, open: Written, settings: Written = {}): void {
  it("leaves out grants and resource policies, and what cannot be read", async () => {
    const policy = JSON.stringify(document(open));
    const count = async (type: string, props: Written): Promise<number> =>
      (await judge(rule, type, props, settings)).length;
    expect(await count("aws:iam/role:Role", { assumeRolePolicy: policy })).to.equal(1);
    expect(await count("aws:iam/role:Role", { assumeRolePolicy: "{" })).to.equal(0);
    expect(await count("aws:iam/role:Role", { inlinePolicies: [{ policy }] })).to.equal(0);
    expect(await count("aws:iam/policy:Policy", { policy })).to.equal(0);
    expect(await count("aws:kms/key:Key", { policy })).to.equal(0);
    expect(await count("aws:s3/bucketPolicy:BucketPolicy", { policy })).to.equal(0);
  });
}
