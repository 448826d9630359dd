import { type RightsTable, rights } from "./right";

/** Logs, alarms, events, the questions to the flow logs, and patching. */
export const OPERATIONS: RightsTable = {
  "aws:cloudwatch/logGroup:LogGroup": rights("logs", "logs/group.go", {
    create: "CreateLogGroup PutLogGroupDeletionProtection PutRetentionPolicy TagResource",
    read: "DescribeLogGroups ListTagsForResource",
    update:
      "AssociateKmsKey DeleteRetentionPolicy DisassociateKmsKey PutLogGroupDeletionProtection PutRetentionPolicy TagResource UntagResource",
    delete: "DeleteLogGroup",
  }),
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": rights("logs", "logs/metric_filter.go", {
    create: "PutMetricFilter",
    read: "DescribeMetricFilters",
    update: "PutMetricFilter",
    delete: "DeleteMetricFilter",
  }),
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": rights("logs", "logs/resource_policy.go", {
    create: "PutResourcePolicy",
    read: "DescribeResourcePolicies",
    update: "PutResourcePolicy",
    delete: "DeleteResourcePolicy",
  }),
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": rights("logs", "logs/delivery_source.go", {
    create: "PutDeliverySource TagResource",
    read: "GetDeliverySource ListTagsForResource",
    update: "TagResource UntagResource",
    delete: "DeleteDeliverySource",
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
    also: "cloudfront:AllowVendedLogDeliveryForResource",
  }),
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": rights(
    "logs",
    "logs/delivery_destination.go",
    {
      create: "PutDeliveryDestination TagResource",
      read: "GetDeliveryDestination ListTagsForResource",
      update: "PutDeliveryDestination TagResource UntagResource",
      delete: "DeleteDeliveryDestination",
    },
  ),
  "aws:cloudwatch/logDelivery:LogDelivery": rights("logs", "logs/delivery.go", {
    create: "CreateDelivery TagResource",
    read: "GetDelivery ListTagsForResource",
    update: "TagResource UntagResource UpdateDeliveryConfiguration",
    delete: "DeleteDelivery",
    also: "s3:GetBucketPolicy s3:PutBucketPolicy",
  }),
  "aws:cloudwatch/metricAlarm:MetricAlarm": rights("cloudwatch", "cloudwatch/metric_alarm.go", {
    create: "PutMetricAlarm TagResource",
    read: "DescribeAlarms ListTagsForResource",
    update: "PutMetricAlarm TagResource UntagResource",
    delete: "DeleteAlarms",
  }),
  "aws:cloudwatch/eventRule:EventRule": rights("events", "events/rule.go", {
    create: "PutRule TagResource",
    read: "DescribeRule ListTagsForResource",
    update: "PutRule TagResource UntagResource",
    delete: "DeleteRule",
  }),
  "aws:cloudwatch/eventTarget:EventTarget": rights("events", "events/target.go", {
    create: "PutTargets",
    read: "ListTargetsByRule",
    update: "PutTargets",
    delete: "RemoveTargets",
  }),
  "aws:scheduler/schedule:Schedule": rights("scheduler", "scheduler/schedule.go", {
    create: "CreateSchedule",
    read: "GetSchedule",
    update: "UpdateSchedule",
    delete: "DeleteSchedule",
    also: "iam:PassRole",
  }),
  "aws:sns/topic:Topic": rights("sns", "sns/topic.go", {
    create: "CreateTopic SetTopicAttributes TagResource",
    read: "GetTopicAttributes ListTagsForResource",
    update: "SetTopicAttributes TagResource UntagResource",
    delete: "DeleteTopic",
  }),
  "aws:sns/topicPolicy:TopicPolicy": rights("sns", "sns/topic_policy.go", {
    create: "SetTopicAttributes",
    read: "GetTopicAttributes",
    update: "SetTopicAttributes",
    delete: "SetTopicAttributes",
  }),
  "aws:sns/topicSubscription:TopicSubscription": rights("sns", "sns/topic_subscription.go", {
    create: "Subscribe",
    read: "GetSubscriptionAttributes ListSubscriptionsByTopic",
    update: "SetSubscriptionAttributes",
    delete: "Unsubscribe",
  }),
  "aws:athena/workgroup:Workgroup": rights("athena", "athena/workgroup.go", {
    create: "CreateWorkGroup TagResource UpdateWorkGroup",
    read: "GetWorkGroup ListTagsForResource",
    update: "TagResource UntagResource UpdateWorkGroup",
    delete: "DeleteWorkGroup",
  }),
  "aws:glue/catalogDatabase:CatalogDatabase": rights("glue", "glue/catalog_database.go", {
    create: "CreateDatabase TagResource",
    read: "GetDatabase GetTags",
    update: "TagResource UntagResource UpdateDatabase",
    delete: "DeleteDatabase",
  }),
  "aws:glue/catalogTable:CatalogTable": rights("glue", "glue/catalog_table.go", {
    create: "CreateTable",
    read: "GetPartitionIndexes GetTable",
    update: "UpdateTable",
    delete: "DeleteTable",
  }),
  "aws:ssm/document:Document": rights("ssm", "ssm/document.go", {
    create: "AddTagsToResource CreateDocument",
    read: "DescribeDocument DescribeDocumentPermission GetDocument ListTagsForResource",
    update: "AddTagsToResource RemoveTagsFromResource UpdateDocument UpdateDocumentDefaultVersion",
    delete: "DeleteDocument",
  }),
  "aws:ssm/association:Association": rights("ssm", "ssm/association.go", {
    create: "AddTagsToResource CreateAssociation",
    read: "DescribeAssociation ListTagsForResource",
    update: "AddTagsToResource RemoveTagsFromResource UpdateAssociation",
    delete: "DeleteAssociation",
  }),
  "aws:ssm/maintenanceWindow:MaintenanceWindow": rights("ssm", "ssm/maintenance_window.go", {
    create: "AddTagsToResource CreateMaintenanceWindow UpdateMaintenanceWindow",
    read: "GetMaintenanceWindow ListTagsForResource",
    update: "AddTagsToResource RemoveTagsFromResource UpdateMaintenanceWindow",
    delete: "DeleteMaintenanceWindow",
  }),
  "aws:ssm/maintenanceWindowTarget:MaintenanceWindowTarget": rights(
    "ssm",
    "ssm/maintenance_window_target.go",
    {
      create: "RegisterTargetWithMaintenanceWindow",
      read: "DescribeMaintenanceWindowTargets",
      update: "UpdateMaintenanceWindowTarget",
      delete: "DeregisterTargetFromMaintenanceWindow",
    },
  ),
  "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask": rights("ssm", "ssm/maintenance_window_task.go", {
    create: "RegisterTaskWithMaintenanceWindow",
    read: "GetMaintenanceWindowTask",
    update: "UpdateMaintenanceWindowTask",
    delete: "DeregisterTaskFromMaintenanceWindow",
    also: "iam:PassRole",
  }),
  "aws:ssm/patchBaseline:PatchBaseline": rights("ssm", "ssm/patch_baseline.go", {
    create: "AddTagsToResource CreatePatchBaseline",
    read: "GetPatchBaseline ListTagsForResource",
    update: "AddTagsToResource RemoveTagsFromResource UpdatePatchBaseline",
    delete: "DeletePatchBaseline",
  }),
  "aws:ssm/patchGroup:PatchGroup": rights("ssm", "ssm/patch_group.go", {
    create: "RegisterPatchBaselineForPatchGroup",
    read: "DescribePatchGroups",
    delete: "DeregisterPatchBaselineForPatchGroup",
  }),
};
