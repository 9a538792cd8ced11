import { AppError, isId } from '@genesis/kernel';
import { Injectable, type PipeTransform } from '@nestjs/common';

/** A public id in a path, in lower case. One that is no UUID names nothing: 404, as for an unknown one. */
@Injectable()
export class PublicIdPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    const id = text.toLowerCase();
    if (!isId(id)) throw new AppError({ code: 'NOT_FOUND', kind: 'not_found' });
    return id;
  }
}
