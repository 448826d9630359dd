import { refuses } from "../stack";

describe("configuration mistakes: patching", () => {
  refuses("refuses an operation that there is not", { patchOperation: "ScanAndInstall" }, [
    "patchOperation: `ScanAndInstall` is not accepted; accepted: `Scan` or `Install`",
  ]);
  refuses("refuses to scan more often than Systems Manager does", { patchScanSchedule: "rate(15 minutes)" }, [
    "patchScanSchedule: `rate(15 minutes)` is more often than every 30 minutes; accepted: `rate(1 day)`, from 30 minutes to 7 days, or a cron expression for every day or days of the week like `cron(0 2 ? * MON,THU *)`",
  ]);
  refuses("refuses to scan less often than weekly", { patchScanSchedule: "rate(30 days)" }, [
    "patchScanSchedule: `rate(30 days)` is less often than every 7 days; accepted: `rate(1 day)`, from 30 minutes to 7 days, or a cron expression for every day or days of the week like `cron(0 2 ? * MON,THU *)`",
  ]);
  refuses("refuses months in the scan's schedule", { patchScanSchedule: "cron(0 2 ? JAN * *)" }, [
    "patchScanSchedule: `cron(0 2 ? JAN * *)` names months, which associations do not take; accepted: `rate(1 day)`, from 30 minutes to 7 days, or a cron expression for every day or days of the week like `cron(0 2 ? * MON,THU *)`",
  ]);
  refuses("refuses a window without a year", { patchWindowSchedule: "cron(0 3 ? * SUN)" }, [
    "patchWindowSchedule: `cron(0 3 ? * SUN)` has 5 fields, not 6; accepted: `cron(minutes hours day-of-month month day-of-week year)` like `cron(0 3 ? * SUN *)`, or `rate(7 days)`",
  ]);
  refuses("refuses a window with both days", { patchWindowSchedule: "cron(0 3 * * SUN *)" }, [
    "patchWindowSchedule: `cron(0 3 * * SUN *)` must have `?` for either day of month or day of week, and not for both; accepted: `cron(minutes hours day-of-month month day-of-week year)` like `cron(0 3 ? * SUN *)`, or `rate(7 days)`",
  ]);
  refuses("refuses a window at an hour that there is not", { patchWindowSchedule: "cron(0 24 ? * SUN *)" }, [
    "patchWindowSchedule: `cron(0 24 ? * SUN *)` has `24` for hours; accepted: `cron(minutes hours day-of-month month day-of-week year)` like `cron(0 3 ? * SUN *)`, or `rate(7 days)`",
  ]);
  refuses("refuses a window that opens once", { patchWindowSchedule: "at(2027-01-01T00:00:00)" }, [
    "patchWindowSchedule: `at(2027-01-01T00:00:00)` runs once only; accepted: `cron(minutes hours day-of-month month day-of-week year)` like `cron(0 3 ? * SUN *)`, or `rate(7 days)`",
  ]);
  refuses("refuses a rate in the wrong number", { patchWindowSchedule: "rate(1 days)" }, [
    "patchWindowSchedule: `rate(1 days)` is not a rate; accepted: `cron(minutes hours day-of-month month day-of-week year)` like `cron(0 3 ? * SUN *)`, or `rate(7 days)`",
  ]);
  refuses("refuses what is no schedule", { patchWindowSchedule: "daily" }, [
    "patchWindowSchedule: `daily` is neither a cron nor a rate expression; accepted: `cron(minutes hours day-of-month month day-of-week year)` like `cron(0 3 ? * SUN *)`, or `rate(7 days)`",
  ]);
  refuses("refuses what is no time zone", { patchWindowTimezone: "CET+1" }, [
    "patchWindowTimezone: `CET+1` is not a time zone; accepted: a time zone of the IANA database like `Europe/Berlin` or `Etc/UTC`",
  ]);
  refuses("refuses a cutoff that leaves nothing of the window", { patchWindowCutoffHours: 3 }, [
    "patchWindowCutoffHours: `3` leaves nothing of a window of `patchWindowDurationHours` `3`; accepted: an integer in 0..2",
  ]);
  refuses(
    "refuses durations and delays out of range",
    { patchWindowDurationHours: 25, patchApproveAfterDays: 361 },
    [
      "patchWindowDurationHours: `25` is not accepted; accepted: an integer in 1..24",
      "patchApproveAfterDays: `361` is not accepted; accepted: an integer in 0..360",
    ],
  );
  refuses("refuses a severity that there is not", { patchSeverities: ["critical"] }, [
    "patchSeverities[0]: `critical` is not accepted; accepted: `Critical`, `Important`, `Medium` or `Low`",
  ]);
  refuses("refuses to approve nothing", { patchSeverities: [] }, [
    "patchSeverities: 0 given; accepted: at least one of `Critical`, `Important`, `Medium` and `Low`, or no patch would ever be approved",
  ]);
  refuses(
    "refuses rejected packages that a baseline would not know or that name too much",
    { patchRejected: ["nginx", "nginx-*", "nginx-1.*-2.*", "nginx-1; id", `nginx-1${"0".repeat(94)}`] },
    [
      "`nginx` has no version",
      "`nginx-*` has no version",
      "`nginx-1.*-2.*` has more than one `*`",
      "`nginx-1; id` is not a package",
      `\`nginx-1${"0".repeat(94)}\` has 101 characters, of 100 at most`,
    ].map(
      (problem, index) =>
        `patchRejected[${index}]: ${problem}; accepted: a package with its version like \`nginx-1.28.0-1.amzn2023.0.1.x86_64\`, or with one \`*\` like \`nginx-1.28.0-*\``,
    ),
  );
  refuses(
    "refuses more rejected packages than a baseline holds",
    { patchRejected: Array.from({ length: 51 }, (_, index) => `nginx-1.28.${index}-*`) },
    ["patchRejected: 51 given; accepted: at most 50, which is what a patch baseline holds"],
  );
  refuses("refuses a reboot option that there is not", { patchRebootOption: "Never" }, [
    "patchRebootOption: `Never` is not accepted; accepted: `RebootIfNeeded` or `NoReboot`",
  ]);
  refuses("refuses another clock for images", { imageRefresh: "daily" }, [
    "imageRefresh: `daily` is not accepted; accepted: `off` or `weekly`",
  ]);
});
