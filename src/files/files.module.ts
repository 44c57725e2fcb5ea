import { Module } from '@nestjs/common';
import { NamespaceFileController } from './http/namespace-file.controller.js';
import { NamespaceArchive } from './namespace-archive.js';
import { NamespaceFiles } from './namespace-files.js';

/** Namespace files in internal storage. */
@Module({ providers: [NamespaceFiles], exports: [NamespaceFiles] })
export class FilesModule {}

/** Their routes. A global module has to bind NamespaceFlows. */
@Module({
  imports: [FilesModule],
  providers: [NamespaceArchive],
  controllers: [NamespaceFileController],
})
export class FilesHttpModule {}
