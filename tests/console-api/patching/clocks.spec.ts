import { expect } from "chai";
import { scheduleWords } from "../../../console-api/patching/clocks";
import { NOW } from "../deployed";

describe("a scan's schedule in words", () => {
  // NOW is Tuesday 10 March 2026, 12:00 UTC.
  const cases: readonly (readonly [string, string])[] = [
    ["rate(1 day)", "every day"],
    ["rate(12 hours)", "every 12 hours"],
    ["rate(1 hour)", "every hour"],
    ["rate(30 minutes)", "every 30 minutes"],
    ["cron(0 3 ? * * *)", "every day at 03:00 UTC, next on Wednesday 11 March 2026 at 03:00"],
    ["cron(30 12 * * ? *)", "every day at 12:30 UTC, next on Tuesday 10 March 2026 at 12:30"],
    // Now is not next.
    ["cron(0 12 ? * * *)", "every day at 12:00 UTC, next on Wednesday 11 March 2026 at 12:00"],
    ["cron(0 3 ? * SUN *)", "every Sunday at 03:00 UTC, next on Sunday 15 March 2026 at 03:00"],
    ["cron(0 3 ? * 1 *)", "every Sunday at 03:00 UTC, next on Sunday 15 March 2026 at 03:00"],
    ["cron(0 0 3 ? * tue *)", "every Tuesday at 03:00 UTC, next on Tuesday 17 March 2026 at 03:00"],
    [
      "cron(0 3,15 ? * MON,THU *)",
      "every Monday and Thursday at 03:00 and 15:00 UTC, next on Thursday 12 March 2026 at 03:00",
    ],
    [
      "cron(15 4 ? * MON-WED *)",
      "every Monday, Tuesday and Wednesday at 04:15 UTC, next on Wednesday 11 March 2026 at 04:15",
    ],
    ["cron(0 3 ? * SUN-SAT *)", "every day at 03:00 UTC, next on Wednesday 11 March 2026 at 03:00"],
    // What is not plain is shown as it stands, rather than told wrongly.
    ["cron(0 0/6 ? * * *)", "by the schedule `cron(0 0/6 ? * * *)` (UTC)"],
    ["cron(0 3 ? * SUN#2 *)", "by the schedule `cron(0 3 ? * SUN#2 *)` (UTC)"],
    ["cron(0 3 ? * 8 *)", "by the schedule `cron(0 3 ? * 8 *)` (UTC)"],
    ["cron(0 3 ? * WED-MON *)", "by the schedule `cron(0 3 ? * WED-MON *)` (UTC)"],
    ["cron(0 3 1 * ? *)", "by the schedule `cron(0 3 1 * ? *)` (UTC)"],
    ["cron(0 3 ? 1 * *)", "by the schedule `cron(0 3 ? 1 * *)` (UTC)"],
    ["cron(0 3 ? * * 2030)", "by the schedule `cron(0 3 ? * * 2030)` (UTC)"],
    ["cron(0 25 ? * * *)", "by the schedule `cron(0 25 ? * * *)` (UTC)"],
    ["cron(0 1,2,3,4,5 ? * * *)", "by the schedule `cron(0 1,2,3,4,5 ? * * *)` (UTC)"],
    ["cron()", "by the schedule `cron()` (UTC)"],
    ["", "by the schedule `` (UTC)"],
  ];
  for (const [schedule, words] of cases) {
    it(`reads ${schedule}`, () => expect(scheduleWords(schedule, NOW)).to.equal(words));
  }

  it("goes over the end of a year and a leap day", () => {
    expect(scheduleWords("cron(0 3 ? * * *)", new Date("2027-12-31T03:00:00Z"))).to.equal(
      "every day at 03:00 UTC, next on Saturday 1 January 2028 at 03:00",
    );
    expect(scheduleWords("cron(0 3 ? * * *)", new Date("2028-02-28T23:59:59Z"))).to.equal(
      "every day at 03:00 UTC, next on Tuesday 29 February 2028 at 03:00",
    );
  });
});
