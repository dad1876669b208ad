const words = (text: string): string[] => text.trim().split(/\s+/);

/** Countries, without those that people write for something else: "Art.Nr", "Co.KG". */
const countries = words(`
  ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co
  cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn
  hr ht hu id ie il im in io iq ir is it je jm jo jp ke kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn
  mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd
  se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf
  ws ye yt za zm zw`);

/** What else stands at the end of links that people are sent; IANA's list has a thousand more. */
const others = words(`
  academy agency app art asia autos bank bar berlin best bet bid bio biz blog bond business buzz cam capital careers cars cash casino center chat city
  click cloud club codes com community company contact cool coupons credit cyou date deals delivery dev digital direct download earth edu email events
  example exchange expert express fail fans finance fit fun fund fyi games gift gifts global gmbh gold gov group guide guru hamburg haus help homes host
  house how icu immo inc info ink international jobs koeln land legal life limited link live llc loan loans lol ltd market marketing media men mobi mom
  money monster name net network news ninja one online ooo org page partners party pay photos pics plus press pro promo quest racing reise reisen rent
  rest review reviews rocks ruhr run sale sbs services shop shopping show site social software solutions space store studio supplies support surf swiss
  systems team tech tel tips today tokyo tools top tours town trade trading travel tube vip watch web website wiki win wien work works world wtf xin xxx
  xyz zip zone`);

/** Ends of names that a phone makes a link of, although nothing follows. */
export const linkTops: ReadonlySet<string> = new Set([...countries, ...others]);
