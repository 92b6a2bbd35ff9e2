interface Deployer {
  getCreateChangeSetParams(options: object): object;
}

/**
 * Makes `serverless deploy` take existing resources that have the name of a resource in the template into the stack, if
 * the template retains them: the tables that a removed stack has left. CloudFormation would otherwise fail to create
 * them. The framework has no option for it.
 */
export function importResources(plugins: readonly object[]): void {
  const deployers = plugins.filter(isDeployer);
  if (deployers.length === 0) throw new Error('The framework has no plugin that creates change sets.');
  for (const deployer of deployers) {
    const parameters = deployer.getCreateChangeSetParams.bind(deployer);
    deployer.getCreateChangeSetParams = (options) => ({ ...parameters(options), ImportExistingResources: true });
  }
}

function isDeployer(plugin: object): plugin is Deployer {
  return 'getCreateChangeSetParams' in plugin;
}
