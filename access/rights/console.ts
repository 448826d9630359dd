import { type RightsTable, rights } from "./right";

/** The console, its sign-in and its API, and the web ACLs. */
export const CONSOLE: RightsTable = {
  "aws:cloudfront/distribution:Distribution": rights("cloudfront", "cloudfront/distribution.go", {
    // The API's CreateDistributionWithTags: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/tagging.html
    create: "CreateDistribution TagResource",
    read: "GetDistribution ListTagsForResource",
    update: "TagResource UntagResource UpdateDistribution",
    delete: "DeleteDistribution UpdateDistribution",
    also: "wafv2:GetWebACL",
  }),
  "aws:cloudfront/function:Function": rights("cloudfront", "cloudfront/function.go", {
    create: "CreateFunction PublishFunction",
    read: "DescribeFunction GetFunction",
    update: "PublishFunction UpdateFunction",
    delete: "DeleteFunction",
  }),
  "aws:cloudfront/originAccessControl:OriginAccessControl": rights(
    "cloudfront",
    "cloudfront/origin_access_control.go",
    {
      create: "CreateOriginAccessControl",
      read: "GetOriginAccessControl",
      update: "UpdateOriginAccessControl",
      delete: "DeleteOriginAccessControl",
    },
  ),
  "aws:cloudfront/originAccessIdentity:OriginAccessIdentity": rights(
    "cloudfront",
    "cloudfront/origin_access_identity.go",
    {
      create: "CreateCloudFrontOriginAccessIdentity",
      read: "GetCloudFrontOriginAccessIdentity",
      update: "UpdateCloudFrontOriginAccessIdentity",
      delete: "DeleteCloudFrontOriginAccessIdentity",
    },
  ),
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": rights(
    "cloudfront",
    "cloudfront/response_headers_policy.go",
    {
      create: "CreateResponseHeadersPolicy",
      read: "GetResponseHeadersPolicy",
      update: "UpdateResponseHeadersPolicy",
      delete: "DeleteResponseHeadersPolicy",
    },
  ),
  "aws:cloudfront/vpcOrigin:VpcOrigin": rights("cloudfront", "cloudfront/vpc_origin.go", {
    create: "CreateVpcOrigin TagResource",
    read: "GetVpcOrigin ListTagsForResource",
    update: "TagResource UntagResource UpdateVpcOrigin",
    delete: "DeleteVpcOrigin",
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
    also: "ec2:DescribeInstances ec2:DescribeInternetGateways ec2:DescribeSecurityGroups ec2:DescribeSubnets elasticloadbalancing:DescribeListeners elasticloadbalancing:DescribeLoadBalancers",
  }),
  "aws:wafv2/webAcl:WebAcl": rights("wafv2", "wafv2/web_acl.go", {
    create: "CreateWebACL TagResource",
    read: "GetWebACL ListTagsForResource",
    update: "TagResource UntagResource UpdateWebACL",
    delete: "DeleteWebACL",
  }),
  "aws:wafv2/webAclAssociation:WebAclAssociation": rights("wafv2", "wafv2/web_acl_association.go", {
    create: "AssociateWebACL",
    read: "GetWebACLForResource",
    delete: "DisassociateWebACL",
    also: "elasticloadbalancing:SetWebAcl",
  }),
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": rights(
    "wafv2",
    "wafv2/web_acl_logging_configuration.go",
    {
      create: "PutLoggingConfiguration",
      read: "GetLoggingConfiguration",
      update: "PutLoggingConfiguration",
      delete: "DeleteLoggingConfiguration",
      // https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
      also: "logs:CreateLogDelivery logs:DeleteLogDelivery logs:DescribeLogGroups logs:DescribeResourcePolicies logs:PutResourcePolicy",
    },
  ),
  "aws:appsync/graphQLApi:GraphQLApi": rights("appsync", "appsync/graphql_api.go", {
    create: "CreateGraphqlApi StartSchemaCreation TagResource",
    read: "GetGraphqlApi GetSchemaCreationStatus ListTagsForResource",
    update: "StartSchemaCreation TagResource UntagResource UpdateGraphqlApi",
    delete: "DeleteGraphqlApi",
    also: "iam:PassRole",
  }),
  "aws:appsync/dataSource:DataSource": rights("appsync", "appsync/datasource.go", {
    create: "CreateDataSource",
    read: "GetDataSource",
    update: "UpdateDataSource",
    delete: "DeleteDataSource",
    also: "iam:PassRole",
  }),
  "aws:appsync/resolver:Resolver": rights("appsync", "appsync/resolver.go", {
    create: "CreateResolver",
    read: "GetResolver",
    update: "UpdateResolver",
    delete: "DeleteResolver",
  }),
  "aws:lambda/function:Function": rights("lambda", "lambda/function.go", {
    create: "CreateFunction PutFunctionConcurrency TagResource",
    read: "GetFunction GetFunctionCodeSigningConfig GetFunctionConcurrency ListTags ListVersionsByFunction",
    update:
      "DeleteFunctionConcurrency GetFunctionConfiguration PutFunctionConcurrency TagResource UntagResource UpdateFunctionCode UpdateFunctionConfiguration",
    delete: "DeleteFunction",
    also: "iam:PassRole",
  }),
  "aws:cognito/identityPool:IdentityPool": rights("cognito-identity", "cognitoidentity/pool.go", {
    create: "CreateIdentityPool TagResource",
    read: "DescribeIdentityPool ListTagsForResource",
    update: "TagResource UntagResource UpdateIdentityPool",
    delete: "DeleteIdentityPool",
  }),
  "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment": rights(
    "cognito-identity",
    "cognitoidentity/pool_roles_attachment.go",
    {
      create: "SetIdentityPoolRoles",
      read: "GetIdentityPoolRoles",
      update: "SetIdentityPoolRoles",
      delete: "SetIdentityPoolRoles",
      also: "iam:PassRole",
    },
  ),
  "aws:cognito/userPool:UserPool": rights("cognito-idp", "cognitoidp/user_pool.go", {
    create: "CreateUserPool SetUserPoolMfaConfig TagResource",
    read: "DescribeUserPool GetUserPoolMfaConfig ListTagsForResource",
    update: "AddCustomAttributes SetUserPoolMfaConfig TagResource UntagResource UpdateUserPool",
    delete: "DeleteUserPool",
  }),
  "aws:cognito/userPoolClient:UserPoolClient": rights("cognito-idp", "cognitoidp/user_pool_client.go", {
    create: "CreateUserPoolClient",
    read: "DescribeUserPoolClient",
    update: "UpdateUserPoolClient",
    delete: "DeleteUserPoolClient",
  }),
  // The client is OpenSearch's own: it is found, never made, and left behind.
  "aws:cognito/managedUserPoolClient:ManagedUserPoolClient": rights(
    "cognito-idp",
    "cognitoidp/managed_user_pool_client.go",
    {
      create: "ListUserPoolClients UpdateUserPoolClient",
      read: "DescribeUserPoolClient",
      update: "UpdateUserPoolClient",
    },
  ),
  "aws:cognito/userPoolDomain:UserPoolDomain": rights("cognito-idp", "cognitoidp/user_pool_domain.go", {
    create: "CreateUserPoolDomain",
    read: "DescribeUserPoolDomain",
    update: "UpdateUserPoolDomain",
    delete: "DeleteUserPoolDomain",
  }),
  "aws:cognito/userGroup:UserGroup": rights("cognito-idp", "cognitoidp/user_group.go", {
    create: "CreateGroup",
    read: "GetGroup",
    update: "UpdateGroup",
    delete: "DeleteGroup",
    also: "iam:PassRole",
  }),
  "aws:cognito/riskConfiguration:RiskConfiguration": rights(
    "cognito-idp",
    "cognitoidp/risk_configuration.go",
    {
      create: "SetRiskConfiguration",
      read: "DescribeRiskConfiguration",
      update: "SetRiskConfiguration",
      delete: "SetRiskConfiguration",
    },
  ),
};
