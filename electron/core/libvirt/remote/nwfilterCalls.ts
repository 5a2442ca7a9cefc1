import { i32, list, nothing, struct, u32 } from '../../xdr/index.ts'
import { limits } from '../limits.ts'
import { call } from '../program.ts'
import { byUuid, listArgs, named, num, nwfilter, nwfilterBinding, text, xml, xmlFlags } from './shapes.ts'

/** Network filters and their bindings (facts of remote_protocol.x). */
export const nwfilterCalls = {
  nwfilterLookupByName: call(175, named, struct({ nwfilter })),
  nwfilterLookupByUuid: call(176, byUuid, struct({ nwfilter })),
  nwfilterGetXmlDesc: call(177, struct({ nwfilter, flags: u32 }), xml),
  connectNumOfNwfilters: call(178, nothing, num),
  connectListNwfilters: call(
    179,
    struct({ maxnames: i32 }),
    struct({ names: list(text, limits.nwfilterList) }),
  ),
  nwfilterDefineXml: call(180, xml, struct({ nwfilter })),
  nwfilterUndefine: call(181, struct({ nwfilter }), nothing),
  connectListAllNwfilters: call(
    286,
    listArgs,
    struct({ filters: list(nwfilter, limits.nwfilterList), ret: u32 }),
  ),
  nwfilterBindingLookupByPortDev: call(397, named, struct({ nwfilter: nwfilterBinding })),
  nwfilterBindingGetXmlDesc: call(398, struct({ nwfilter: nwfilterBinding, flags: u32 }), xml),
  nwfilterBindingCreateXml: call(399, xmlFlags, struct({ nwfilter: nwfilterBinding })),
  nwfilterBindingDelete: call(400, struct({ nwfilter: nwfilterBinding }), nothing),
  connectListAllNwfilterBindings: call(
    401,
    listArgs,
    struct({ bindings: list(nwfilterBinding, limits.nwfilterBindingList), ret: u32 }),
  ),
  nwfilterDefineXmlFlags: call(431, xmlFlags, struct({ nwfilter })),
}
