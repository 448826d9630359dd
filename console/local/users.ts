/** The people of the sample deployment. */

export interface SampleUser {
  /** What a person signs in with; Cognito's `username` is an id of its own. */
  readonly email: string;
  /** Cognito's `sub` and `username`: the pool signs in by address and names users itself. */
  readonly id: string;
  readonly groups: readonly string[];
  /** What the user may do, for the sign-in page. */
  readonly may: string;
}

export const SAMPLE_USERS: readonly SampleUser[] = [
  {
    email: "viewer@example.com",
    id: "a4c8f4d8-2041-70f3-5c4e-0d6f3f6a1b01",
    groups: ["viewer"],
    may: "looks at everything, starts nothing",
  },
  {
    email: "operator@example.com",
    id: "b4d8e4c8-6061-7093-1f9a-2f0b7a9c2d02",
    groups: ["operator"],
    may: "looks at everything, scans and installs patches",
  },
  {
    email: "newcomer@example.com",
    id: "c4e8d4b8-8081-70b3-9e0c-4a1d8b7f3e03",
    groups: [],
    may: "is in no group and sees nothing",
  },
];
