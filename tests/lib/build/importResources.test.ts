import { importResources } from '../../../lib/build/importResources.ts';

describe('importResources', () => {
  it('adds the option to every change set, and keeps its other parameters', () => {
    const deployer = {
      stack: 'contacts',
      getCreateChangeSetParams(options: object): object {
        return { StackName: this.stack, ...options };
      },
    };
    importResources([{}, deployer]);
    expect(deployer.getCreateChangeSetParams({ ChangeSetType: 'UPDATE' })).toEqual({
      StackName: 'contacts',
      ChangeSetType: 'UPDATE',
      ImportExistingResources: true,
    });
  });

  it('throws an error if no plugin creates change sets', () => {
    expect(() => importResources([{}])).toThrow('no plugin that creates change sets');
  });
});
