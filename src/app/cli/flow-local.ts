import { StartupError } from '../../platform/startup-error.js';
import { readFlowFile, withIncludes } from './flow-file.js';

/** Prints the flow with the files of `[[> file]]` in their places (cli.md §3). */
export async function expand(path: string): Promise<void> {
  console.error('Warning, this functionality is deprecated and will be removed at some point.');
  const { source } = await withIncludes({ path, source: await readFlowFile(path) });
  console.log(source);
}

/** Prints the graph of a flow for Graphviz. @throws StartupError with every violation of an invalid flow. */
export async function dot(path: string): Promise<void> {
  const { flowGraph, FlowDocuments, graphvizOf } = await import('../../flows/index.js');
  const parsed = new FlowDocuments().parse(await readFlowFile(path));
  if (!parsed.flow) {
    const lines = parsed.violations.map((violation) => `${violation.path}: ${violation.message}`);
    throw new StartupError(`The flow ${path} is not valid:\n${lines.join('\n')}`);
  }
  console.log(graphvizOf(flowGraph({ parsed })));
}
