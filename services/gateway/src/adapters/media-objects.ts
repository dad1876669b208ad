import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Readable } from 'node:stream';
import { asKey } from './media-storage.ts';
import type { MediaStorage } from './media-storage.ts';
import type { Settings } from './settings.ts';

/** S3's least part: what an upload holds in memory. */
const partBytes = 5 * 1024 * 1024;
/** how long keys out of files are used before they are read again */
const keysHoldMs = 60_000;

/** Objects in a bucket. A larger one goes up in parts and is there when the last one is; one that fails leaves no parts. */
export class MediaObjects implements MediaStorage {
  readonly #client: S3Client;
  readonly #prefix: string;

  constructor(
    private readonly bucket: string,
    settings: Settings,
  ) {
    this.#client = new S3Client(clientOptions(settings));
    this.#prefix = settings.current.MEDIA_S3_PREFIX;
  }

  async put(messageId: string, sealed: AsyncIterable<Uint8Array>): Promise<void> {
    const upload = new Upload({
      client: this.#client,
      queueSize: 1,
      partSize: partBytes,
      leavePartsOnError: false,
      params: { ...this.at(messageId), Body: Readable.from(sealed, { objectMode: false }), ContentType: 'application/octet-stream' },
    });
    await upload.done();
  }

  async get(messageId: string): Promise<Readable | undefined> {
    try {
      const { Body: body } = await this.#client.send(new GetObjectCommand(this.at(messageId)));
      return body as Readable | undefined;
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async remove(messageId: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand(this.at(messageId)));
  }

  private at(messageId: string): { Bucket: string; Key: string } {
    return { Bucket: this.bucket, Key: `${this.#prefix}${asKey(messageId)}` };
  }
}

/** Without keys of ours the SDK looks where it always does: its own variables, a web identity, the machine's role. */
function clientOptions(settings: Settings): S3ClientConfig {
  const {
    MEDIA_S3_ENDPOINT: endpoint,
    MEDIA_S3_REGION: region,
    MEDIA_S3_PATH_STYLE: forcePathStyle,
    MEDIA_S3_ACCESS_KEY_ID: given,
  } = settings.current;
  return {
    region,
    forcePathStyle,
    maxAttempts: 3,
    // stores that are not Amazon's know no trailing checksums; ours lie in the seal
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
    ...(endpoint !== undefined && { endpoint }),
    ...(given !== undefined && {
      credentials: async () => {
        const { MEDIA_S3_ACCESS_KEY_ID: accessKeyId = '', MEDIA_S3_SECRET_ACCESS_KEY: secretAccessKey = '' } = settings.current;
        return { accessKeyId, secretAccessKey, expiration: new Date(Date.now() + keysHoldMs) };
      },
    }),
  };
}
