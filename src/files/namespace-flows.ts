/** Flows as they travel with the files of a namespace, under `/_flows` (api.md §11); flows bind it. */
export abstract class NamespaceFlows {
  /** Creates or updates the flow in the namespace. */
  abstract save(namespace: string, source: string): Promise<void>;

  abstract sources(
    namespace: string,
  ): Promise<readonly { readonly id: string; readonly source: string }[]>;
}
