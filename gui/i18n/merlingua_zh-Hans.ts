<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh-Hans" sourcelanguage="en">
<context>
    <name>Agreement</name>
    <message>
        <source>too few</source>
        <translatorcomment>machine</translatorcomment>
        <translation>人数太少</translation>
    </message>
    <message>
        <source>undefined</source>
        <translatorcomment>machine</translatorcomment>
        <translation>无定义</translation>
    </message>
    <message>
        <source>{item}, {group}: {value}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{item}，{group}：{value}。</translation>
    </message>
    <message>
        <source>95 % interval for other listeners: {range}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>对其他听者的 95% 区间：{range}。</translation>
    </message>
    <message>
        <source>For other listeners and other excerpts: {range}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>对其他听者和其他片段：{range}。</translation>
    </message>
    <message>
        <source>Listeners: {n_listeners}, excerpts: {n_clips}, answers: {n_ratings}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>听者：{n_listeners}，片段：{n_clips}，回答：{n_ratings}。</translation>
    </message>
    <message>
        <source>Agreement is not defined on these answers.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>对这些回答而言，一致性没有定义。</translation>
    </message>
    <message>
        <source>Nobody in this group has answered yet.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>该组还没有人作答。</translation>
    </message>
    <message>
        <source>One listener alone cannot agree with anybody.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>只有一位听者，无从谈一致。</translation>
    </message>
    <message>
        <source>With one excerpt alone nothing can be said: at least two are needed.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>只有一个片段无法得出结论：至少需要两个。</translation>
    </message>
    <message>
        <source>Everybody gave the same answer everywhere: whether they agree or never vary cannot be told.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>所有人处处给出同一回答：无法判断是意见一致还是从不变化。</translation>
    </message>
    <message>
        <source>No excerpt was answered by two listeners.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>没有任何片段由两位听者作答。</translation>
    </message>
    <message>
        <source>No value is given for fewer than 5 listeners.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>听者少于 5 人时不给出数值。</translation>
    </message>
    <message>
        <source>Fewer than 10 listeners: not compared with other groups.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>听者少于 10 人：不与其他组比较。</translation>
    </message>
    <message>
        <source>Fewer than 20 listeners: one careless listener can change it much.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>听者少于 20 人：一位不认真的听者就可能使数值大为改变。</translation>
    </message>
    <message>
        <source>Fewer than 10 excerpts: nothing can be said about other excerpts.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>片段少于 10 个：无法推断其他片段。</translation>
    </message>
    <message>
        <source>The answers do not allow an interval for other listeners.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>这些回答不足以给出对其他听者的区间。</translation>
    </message>
    <message>
        <source>The answers do not allow an interval for other excerpts.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>这些回答不足以给出对其他片段的区间。</translation>
    </message>
    <message>
        <source>All</source>
        <translatorcomment>machine</translatorcomment>
        <translation>全部</translation>
    </message>
    <message>
        <source>Language</source>
        <translatorcomment>machine</translatorcomment>
        <translation>语言</translation>
    </message>
    <message>
        <source>Gender</source>
        <translatorcomment>machine</translatorcomment>
        <translation>性别</translation>
    </message>
    <message>
        <source>Gender, as numbered</source>
        <translatorcomment>machine</translatorcomment>
        <translation>性别（编号）</translation>
    </message>
    <message>
        <source>Age</source>
        <translatorcomment>machine</translatorcomment>
        <translation>年龄</translation>
    </message>
    <message>
        <source>Country of youth</source>
        <translatorcomment>machine</translatorcomment>
        <translation>成长国家或地区</translation>
    </message>
    <message>
        <source>Mother tongue</source>
        <translatorcomment>machine</translatorcomment>
        <translation>母语</translation>
    </message>
    <message>
        <source>Musician</source>
        <translatorcomment>machine</translatorcomment>
        <translation>音乐经历</translation>
    </message>
    <message>
        <source>Years of lessons</source>
        <translatorcomment>machine</translatorcomment>
        <translation>学习年数</translation>
    </message>
    <message>
        <source>Instrument</source>
        <translatorcomment>machine</translatorcomment>
        <translation>乐器</translation>
    </message>
    <message>
        <source>Hours of practice</source>
        <translatorcomment>machine</translatorcomment>
        <translation>练习时数</translation>
    </message>
    <message>
        <source>Music theory</source>
        <translatorcomment>machine</translatorcomment>
        <translation>乐理</translation>
    </message>
    <message>
        <source>Listening to music</source>
        <translatorcomment>machine</translatorcomment>
        <translation>听音乐</translation>
    </message>
    <message>
        <source>Concerts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>音乐会</translation>
    </message>
    <message>
        <source>Kind of music</source>
        <translatorcomment>machine</translatorcomment>
        <translation>音乐类型</translation>
    </message>
    <message>
        <source>Where the answers come from</source>
        <translatorcomment>machine</translatorcomment>
        <translation>回答来源</translation>
    </message>
    <message>
        <source>Computer</source>
        <translatorcomment>machine</translatorcomment>
        <translation>计算机</translation>
    </message>
    <message>
        <source>Headphone check</source>
        <translatorcomment>machine</translatorcomment>
        <translation>耳机测试</translation>
    </message>
    <message>
        <source>Finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Simulated</source>
        <translatorcomment>machine</translatorcomment>
        <translation>模拟</translation>
    </message>
    <message>
        <source>Gold-MSI: active engagement</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI：积极参与</translation>
    </message>
    <message>
        <source>Gold-MSI: perceptual abilities</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI：感知能力</translation>
    </message>
    <message>
        <source>Gold-MSI: musical training</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI：音乐训练</translation>
    </message>
    <message>
        <source>Gold-MSI: emotions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI：情绪</translation>
    </message>
    <message>
        <source>Gold-MSI: singing abilities</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI：歌唱能力</translation>
    </message>
    <message>
        <source>Gold-MSI: general sophistication</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI：总体音乐素养</translation>
    </message>
    <message>
        <source>above the norm</source>
        <translatorcomment>machine</translatorcomment>
        <translation>高于常模</translation>
    </message>
    <message>
        <source>below the norm</source>
        <translatorcomment>machine</translatorcomment>
        <translation>低于常模</translation>
    </message>
    <message>
        <source>yes</source>
        <translatorcomment>machine</translatorcomment>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translatorcomment>machine</translatorcomment>
        <translation>否</translation>
    </message>
    <message>
        <source>sessions here</source>
        <translatorcomment>machine</translatorcomment>
        <translation>本程序的会话</translation>
    </message>
    <message>
        <source>CSV table</source>
        <translatorcomment>machine</translatorcomment>
        <translation>CSV 表格</translation>
    </message>
    <message>
        <source>passed</source>
        <translatorcomment>machine</translatorcomment>
        <translation>通过</translation>
    </message>
    <message>
        <source>not passed</source>
        <translatorcomment>machine</translatorcomment>
        <translation>未通过</translation>
    </message>
    <message>
        <source>stopped</source>
        <translatorcomment>machine</translatorcomment>
        <translation>中断</translation>
    </message>
    <message>
        <source>{lower} to {upper}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{lower} 至 {upper}</translation>
    </message>
    <message>
        <source>No answer yet.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>尚无回答。</translation>
    </message>
    <message>
        <source>not finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>未完成</translation>
    </message>
    <message>
        <source>no answer on an excerpt</source>
        <translatorcomment>machine</translatorcomment>
        <translation>未对任何片段作答</translation>
    </message>
    <message>
        <source>condition not met</source>
        <translatorcomment>machine</translatorcomment>
        <translation>不符合条件</translation>
    </message>
    <message>
        <source>condition cannot be told</source>
        <translatorcomment>machine</translatorcomment>
        <translation>条件未知</translation>
    </message>
    <message>
        <source>group not known</source>
        <translatorcomment>machine</translatorcomment>
        <translation>组别未知</translation>
    </message>
    <message>
        <source>simulated listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>模拟听者</translation>
    </message>
    <message>
        <source>faster than the excerpts last</source>
        <translatorcomment>machine</translatorcomment>
        <translation>用时短于片段总长</translation>
    </message>
    <message>
        <source>longer than two hours</source>
        <translatorcomment>machine</translatorcomment>
        <translation>超过两小时</translation>
    </message>
    <message>
        <source>answers given too fast</source>
        <translatorcomment>machine</translatorcomment>
        <translation>作答过快</translation>
    </message>
    <message>
        <source>the same answer to everything</source>
        <translatorcomment>machine</translatorcomment>
        <translation>全部选同一答案</translation>
    </message>
    <message>
        <source>failed checks</source>
        <translatorcomment>machine</translatorcomment>
        <translation>未通过检查</translation>
    </message>
    <message>
        <source>other answers when heard again</source>
        <translatorcomment>machine</translatorcomment>
        <translation>重听时回答不一致</translation>
    </message>
</context>
<context>
    <name>AgreementActions</name>
    <message>
        <source>A store of answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>回答存储文件</translation>
    </message>
    <message>
        <source>Stores (*.db);;All files (*)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>存储文件 (*.db);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>AgreementFilters</name>
    <message>
        <source>Another file…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>其他文件…</translation>
    </message>
    <message>
        <source>Who finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>已完成者</translation>
    </message>
    <message>
        <source>All who rated</source>
        <translatorcomment>machine</translatorcomment>
        <translation>所有评过分的人</translation>
    </message>
    <message>
        <source>for example: age &gt;= 30</source>
        <translatorcomment>machine</translatorcomment>
        <translation>例如：age &gt;= 30</translation>
    </message>
    <message>
        <source>Answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>回答</translation>
    </message>
    <message>
        <source>Study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>研究</translation>
    </message>
    <message>
        <source>Listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>听者</translation>
    </message>
    <message>
        <source>Groups</source>
        <translatorcomment>machine</translatorcomment>
        <translation>分组</translation>
    </message>
    <message>
        <source>Only listeners with</source>
        <translatorcomment>machine</translatorcomment>
        <translation>仅限符合条件的听者</translation>
    </message>
    <message>
        <source>Left out by rule</source>
        <translatorcomment>machine</translatorcomment>
        <translation>按规则排除</translation>
    </message>
    <message>
        <source>Bring in answers…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>导入回答…</translation>
    </message>
    <message>
        <source>Of this window</source>
        <translatorcomment>machine</translatorcomment>
        <translation>此窗口的</translation>
    </message>
</context>
<context>
    <name>AgreementMessage</name>
    <message>
        <source>Back to the studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>返回研究列表</translation>
    </message>
    <message>
        <source>Bring in answers…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>导入回答…</translation>
    </message>
    <message>
        <source>Of {n} listeners: that takes a while. The window can be used meanwhile; the next change of what is chosen will be quick.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>共 {n} 位听者，需要一些时间。其间您可以继续使用窗口；之后再更改所选内容会很快。</translation>
    </message>
    <message>
        <source>Reading the answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在读取回答</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translatorcomment>machine</translatorcomment>
        <translation>未能完成</translation>
    </message>
    <message>
        <source>No answers yet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>尚无回答</translation>
    </message>
    <message>
        <source>Agreement appears here as soon as listeners have rated the same excerpts. Run a session from the list of studies, or bring in answers that were given elsewhere.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>一旦有听者对相同的片段评分，一致性就会显示在这里。请从研究列表中开始一次会话，或导入在别处得到的回答。</translation>
    </message>
    <message>
        <source>No listener is counted</source>
        <translatorcomment>machine</translatorcomment>
        <translation>没有计入任何听者</translation>
    </message>
    <message>
        <source>Listeners who answered something: {n}. None of them fits what is chosen. Count all who rated, tick more languages, or clear the condition.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>作过回答的听者：{n}。其中没有人符合所选条件。请计入所有评过分的人、勾选更多语言，或清除条件。</translation>
    </message>
</context>
<context>
    <name>AgreementOverview</name>
    <message>
        <source>Do listeners hear the same? 1: all answer alike; 0: as by chance; below 0: they contradict one another. Choose a row for its excerpts.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>听者听到的是否相同？1：所有人回答一致；0：与随机相同；低于 0：彼此矛盾。选择一行即可查看其片段。</translation>
    </message>
    <message>
        <source>Krippendorff&apos;s alpha, ordinal</source>
        <translatorcomment>machine</translatorcomment>
        <translation>克里彭多夫 α 系数（定序）</translation>
    </message>
    <message>
        <source>95 % for other listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>对其他听者的 95% 区间</translation>
    </message>
    <message>
        <source>95 % for other listeners and other excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>对其他听者和其他片段的 95% 区间</translation>
    </message>
    <message>
        <source>fewer than {n} listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>听者少于 {n} 人</translation>
    </message>
</context>
<context>
    <name>AgreementPage</name>
    <message>
        <source>Agreement</source>
        <translatorcomment>machine</translatorcomment>
        <translation>一致性</translation>
    </message>
    <message>
        <source>Studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>研究</translation>
    </message>
    <message>
        <source>All emotions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>所有情绪</translation>
    </message>
    <message>
        <source>Back to: {name}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>返回：{name}</translation>
    </message>
    <message>
        <source>Choose listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>选择听者</translation>
    </message>
    <message>
        <source>Write report…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>撰写报告…</translation>
    </message>
</context>
<context>
    <name>AgreementStatus</name>
    <message>
        <source>Listeners: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>听者：{n}</translation>
    </message>
    <message>
        <source>answers: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>回答：{n}</translation>
    </message>
    <message>
        <source>not counted: {n} ({reasons})</source>
        <translatorcomment>machine</translatorcomment>
        <translation>未计入：{n}（{reasons}）</translation>
    </message>
    <message>
        <source>computing…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>计算中…</translation>
    </message>
    <message>
        <source>as of {time}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>截至 {time}</translation>
    </message>
    <message>
        <source>All of these listeners are simulated: the values say nothing about people.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>这些听者全部是模拟的：数值不反映真人的情况。</translation>
    </message>
    <message>
        <source>Simulated listeners among them: {n}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>其中模拟听者：{n}。</translation>
    </message>
</context>
<context>
    <name>AlphaTableView</name>
    <message>
        <source>Agreement for each emotion and group</source>
        <translatorcomment>machine</translatorcomment>
        <translation>各情绪与各组的一致性</translation>
    </message>
</context>
<context>
    <name>ChoiceField</name>
    <message>
        <source>{question}: in your own words</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{question}：用您自己的话</translation>
    </message>
    <message>
        <source>In your own words (optional)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>用您自己的话（选填）</translation>
    </message>
</context>
<context>
    <name>ChoiceSearch</name>
    <message>
        <source>Other</source>
        <translatorcomment>machine</translatorcomment>
        <translation>其他</translation>
    </message>
    <message>
        <source>Type to search</source>
        <translatorcomment>machine</translatorcomment>
        <translation>输入以搜索</translation>
    </message>
    <message>
        <source>{question}: list</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{question}：列表</translation>
    </message>
</context>
<context>
    <name>CircumplexView</name>
    <message>
        <source>Valence and arousal now</source>
        <translatorcomment>machine</translatorcomment>
        <translation>当前的效价和唤醒度</translation>
    </message>
    <message>
        <source>valence →</source>
        <translatorcomment>machine</translatorcomment>
        <translation>效价 →</translation>
    </message>
    <message>
        <source>arousal →</source>
        <translatorcomment>machine</translatorcomment>
        <translation>唤醒度 →</translation>
    </message>
</context>
<context>
    <name>ClipList</name>
    <message>
        <source>Clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>音频片段</translation>
    </message>
</context>
<context>
    <name>ClipPage</name>
    <message>
        <source>without words</source>
        <translatorcomment>machine</translatorcomment>
        <translation>无歌词</translation>
    </message>
    <message>
        <source>words: {language}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>歌词：{language}</translation>
    </message>
    <message>
        <source>disagreement {value} (1: as by chance)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>分歧 {value}（1：与随机相同）</translation>
    </message>
    <message>
        <source>Each bar is a group, as long for few listeners as for many; numbers count listeners.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>每个条形代表一组，无论人数多少长度都相同；数字表示听者人数。</translation>
    </message>
    <message>
        <source>Previous excerpt</source>
        <translatorcomment>machine</translatorcomment>
        <translation>上一个片段</translation>
    </message>
    <message>
        <source>Next excerpt</source>
        <translatorcomment>machine</translatorcomment>
        <translation>下一个片段</translation>
    </message>
</context>
<context>
    <name>ClipView</name>
    <message>
        <source>sound</source>
        <translatorcomment>machine</translatorcomment>
        <translation>声音</translation>
    </message>
    <message>
        <source>mel bands</source>
        <translatorcomment>machine</translatorcomment>
        <translation>梅尔频带</translation>
    </message>
    <message>
        <source>0 Hz</source>
        <translatorcomment>machine</translatorcomment>
        <translation>0 Hz</translation>
    </message>
    <message>
        <source>8 kHz</source>
        <translatorcomment>machine</translatorcomment>
        <translation>8 kHz</translation>
    </message>
    <message>
        <source>quadrants</source>
        <translatorcomment>machine</translatorcomment>
        <translation>象限</translation>
    </message>
    <message>
        <source>arousal</source>
        <translatorcomment>machine</translatorcomment>
        <translation>唤醒度</translation>
    </message>
    <message>
        <source>valence</source>
        <translatorcomment>machine</translatorcomment>
        <translation>效价</translation>
    </message>
    <message>
        <source>({n})</source>
        <translatorcomment>machine</translatorcomment>
        <translation>（{n}）</translation>
    </message>
    <message>
        <source>Languages: simulated listeners of this study, no people.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>各语言：本研究的模拟听者，并非真人。</translation>
    </message>
    <message>
        <source>Languages: the quadrant that listeners rated highest.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>各语言：听者评分最高的象限。</translation>
    </message>
</context>
<context>
    <name>ClipsModel</name>
    <message>
        <source>Excerpt</source>
        <translatorcomment>machine</translatorcomment>
        <translation>片段</translation>
    </message>
    <message>
        <source>Disagreement</source>
        <translatorcomment>machine</translatorcomment>
        <translation>分歧</translation>
    </message>
    <message>
        <source>Answers of all listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>所有听者的回答</translation>
    </message>
    <message>
        <source>undefined</source>
        <translatorcomment>machine</translatorcomment>
        <translation>无定义</translation>
    </message>
    <message>
        <source>{clip}: disagreement {value}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{clip}：分歧 {value}。</translation>
    </message>
</context>
<context>
    <name>ClipsView</name>
    <message>
        <source>Excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>片段</translation>
    </message>
</context>
<context>
    <name>ConsentPage</name>
    <message>
        <source>I do not want to take part</source>
        <translatorcomment>machine</translatorcomment>
        <translation>我不想参加</translation>
    </message>
    <message>
        <source>Please tick the box if you agree.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>如果您同意，请勾选方框。</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>The sound does not work.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>声音无法播放。</translation>
    </message>
    <message>
        <source>The answers&apos; store cannot be used now.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>目前无法使用答案数据库。</translation>
    </message>
    <message>
        <source>This study is not ready yet.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>此研究尚未准备好。</translation>
    </message>
    <message>
        <source>An excerpt cannot be played.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>有一段音乐无法播放。</translation>
    </message>
    <message>
        <source>A text of this study is missing.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>此研究缺少一段文字。</translation>
    </message>
    <message>
        <source>These files cannot be taken.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>无法导入这些文件。</translation>
    </message>
    <message>
        <source>That did not work.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>操作没有成功。</translation>
    </message>
    <message>
        <source>The program made a mistake.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>程序出错了。</translation>
    </message>
    <message>
        <source>Check that headphones or loudspeakers are plugged in, then try again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请检查耳机或音箱是否已连接，然后重试。</translation>
    </message>
    <message>
        <source>Free space on the disk or close the other window, then try again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请释放磁盘空间或关闭另一个窗口，然后重试。</translation>
    </message>
    <message>
        <source>Mend what is listed below in the study folder, then check it again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请在研究文件夹中修正下面列出的问题，然后重新检查。</translation>
    </message>
    <message>
        <source>The details say what to do.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>详细信息说明了该怎么做。</translation>
    </message>
    <message>
        <source>Start the program again; the session goes on where it stopped.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请重新启动程序；会话将从中断处继续。</translation>
    </message>
    <message>
        <source>All answers so far are saved.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>到目前为止的所有答案都已保存。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translatorcomment>machine</translatorcomment>
        <translation>重试</translation>
    </message>
    <message>
        <source>OK</source>
        <translatorcomment>machine</translatorcomment>
        <translation>确定</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>machine</translatorcomment>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ExportActions</name>
    <message>
        <source>Exporting answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在导出回答</translation>
    </message>
    <message>
        <source>Sessions: {n}. Their files are in {folder}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>会话：{n}。文件位于 {folder}</translation>
    </message>
    <message>
        <source>Simulated, and marked as such: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>其中模拟的（已标明）：{n}</translation>
    </message>
    <message>
        <source>Answers in listeners&apos; own words that were left out: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>未导出的自由文本回答：{n}</translation>
    </message>
    <message>
        <source>The answers are exported</source>
        <translatorcomment>machine</translatorcomment>
        <translation>回答已导出</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>machine</translatorcomment>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The answers could not be exported</source>
        <translatorcomment>machine</translatorcomment>
        <translation>无法导出回答</translation>
    </message>
    <message>
        <source>What was in the folder is as it was. Choose another folder, or make room on the disk and allow writing there.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>文件夹中的内容没有改变。请选择其他文件夹，或腾出磁盘空间并允许写入。</translation>
    </message>
    <message>
        <source>Reading the study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在读取研究</translation>
    </message>
    <message>
        <source>Writing the sessions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在写入会话</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>导出回答</translation>
    </message>
    <message>
        <source>All answers of the study, with a codebook in four languages. Who has withdrawn is not among them.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>该研究的全部回答，附四种语言的编码手册。已撤回者不在其中。</translation>
    </message>
    <message>
        <source>Export</source>
        <translatorcomment>machine</translatorcomment>
        <translation>导出</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose a folder for the files.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请为文件选择一个文件夹。</translation>
    </message>
    <message>
        <source>There is no folder {folder} to make it in: choose another.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>文件夹 {folder} 不存在，无法在其中创建：请另选一个。</translation>
    </message>
    <message>
        <source>Format</source>
        <translatorcomment>machine</translatorcomment>
        <translation>格式</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Folder (new, empty, or of an earlier export)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>文件夹（新的、空的或先前导出的）</translation>
    </message>
    <message>
        <source>Language of the labels</source>
        <translatorcomment>machine</translatorcomment>
        <translation>标签的语言</translation>
    </message>
    <message>
        <source>To be opened in a spreadsheet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>用于在电子表格中打开</translation>
    </message>
    <message>
        <source>Also what listeners wrote in their own words</source>
        <translatorcomment>machine</translatorcomment>
        <translation>包括听者用自己的话写的内容</translation>
    </message>
    <message>
        <source>Also simulated sessions, marked as such</source>
        <translatorcomment>machine</translatorcomment>
        <translation>包括模拟会话（已标明）</translation>
    </message>
    <message>
        <source>Table with a row for each answer (CSV)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>每个回答一行的表格 (CSV)</translation>
    </message>
    <message>
        <source>Table with a row for each excerpt heard (CSV)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>每个所听片段一行的表格 (CSV)</translation>
    </message>
    <message>
        <source>SPSS, jamovi, JASP (.sav)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>SPSS、jamovi、JASP (.sav)</translation>
    </message>
    <message>
        <source>Psych-DS data set</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Psych-DS 数据集</translation>
    </message>
    <message>
        <source>BIDS data set</source>
        <translatorcomment>machine</translatorcomment>
        <translation>BIDS 数据集</translation>
    </message>
    <message>
        <source>Table as PsyToolkit writes it (CSV)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>PsyToolkit 格式的表格 (CSV)</translation>
    </message>
    <message>
        <source>Folder of the export</source>
        <translatorcomment>machine</translatorcomment>
        <translation>导出文件夹</translation>
    </message>
</context>
<context>
    <name>ForestChart</name>
    <message>
        <source>Agreement in each group</source>
        <translatorcomment>machine</translatorcomment>
        <translation>各组的一致性</translation>
    </message>
</context>
<context>
    <name>HeadphonesPage</name>
    <message>
        <source>Play</source>
        <translatorcomment>machine</translatorcomment>
        <translation>播放</translation>
    </message>
    <message>
        <source>Playing</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在播放</translation>
    </message>
    <message>
        <source>Play again</source>
        <translatorcomment>machine</translatorcomment>
        <translation>再次播放</translation>
    </message>
    <message>
        <source>Space plays  ·  1–3 answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>空格键播放  ·  1–3 作答</translation>
    </message>
    <message>
        <source>sound {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>声音 {n}</translation>
    </message>
    <message>
        <source>That was the last sound.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>这是最后一个声音。</translation>
    </message>
    <message>
        <source>Sound {n} of {total}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>第 {n} 个声音，共 {total} 个</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>Answers are kept in {file}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>答案保存在 {file}</translation>
    </message>
    <message>
        <source>Studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>研究</translation>
    </message>
    <message>
        <source>New study…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>新建研究…</translation>
    </message>
    <message>
        <source>Open study…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>打开研究…</translation>
    </message>
    <message>
        <source>Inspect clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>检视音频</translation>
    </message>
    <message>
        <source>Settings</source>
        <translatorcomment>machine</translatorcomment>
        <translation>设置</translation>
    </message>
    <message>
        <source>Show</source>
        <translatorcomment>machine</translatorcomment>
        <translation>显示</translation>
    </message>
    <message>
        <source>Show the folder of the answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>显示答案所在的文件夹</translation>
    </message>
    <message>
        <source>No study yet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>还没有研究</translation>
    </message>
    <message>
        <source>A study is a folder with its clips, its questions and their texts. Look at the demo first: twelve short pieces in four languages, ready to be rated.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>一项研究就是一个文件夹，里面有音乐片段、问题及其文字。请先看看演示：十二首短曲，四种语言，可以直接评分。</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translatorcomment>machine</translatorcomment>
        <translation>试用演示</translation>
    </message>
</context>
<context>
    <name>Import</name>
    <message>
        <source>files</source>
        <translatorcomment>machine</translatorcomment>
        <translation>文件</translation>
    </message>
    <message>
        <source>rows</source>
        <translatorcomment>machine</translatorcomment>
        <translation>行</translation>
    </message>
    <message>
        <source>rows without an answer</source>
        <translatorcomment>machine</translatorcomment>
        <translation>无回答的行</translation>
    </message>
    <message>
        <source>listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>听者</translation>
    </message>
    <message>
        <source>excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>片段</translation>
    </message>
    <message>
        <source>questions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>问题</translation>
    </message>
    <message>
        <source>answers on excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>对片段的回答</translation>
    </message>
    <message>
        <source>who rated something</source>
        <translatorcomment>machine</translatorcomment>
        <translation>评过分的人</translation>
    </message>
    <message>
        <source>who finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>已完成者</translation>
    </message>
    <message>
        <source>answers on emotions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>对情绪的回答</translation>
    </message>
    <message>
        <source>other answers on excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>对片段的其他回答</translation>
    </message>
    <message>
        <source>new listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>新听者</translation>
    </message>
    <message>
        <source>new answers in all</source>
        <translatorcomment>machine</translatorcomment>
        <translation>新回答总数</translation>
    </message>
    <message>
        <source>Rows read: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>已读取行数：{n}</translation>
    </message>
    <message>
        <source>Listeners stored: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>已保存听者：{n}</translation>
    </message>
    <message>
        <source>Refused: not in the store</source>
        <translatorcomment>machine</translatorcomment>
        <translation>已拒绝：未存入</translation>
    </message>
    <message>
        <source>Kept, to be looked at</source>
        <translatorcomment>machine</translatorcomment>
        <translation>已保留，请核查</translation>
    </message>
</context>
<context>
    <name>ImportActions</name>
    <message>
        <source>Bringing in answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在导入回答</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Bring in answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>导入回答</translation>
    </message>
    <message>
        <source>From exports of PsyToolkit surveys, or from a CSV file with a row for each answer. What is there already is not added again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>来自 PsyToolkit 调查的导出文件，或每行一个回答的 CSV 文件。已有的内容不会重复添加。</translation>
    </message>
    <message>
        <source>The files are not there: choose one or more.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>文件不存在：请选择一个或多个。</translation>
    </message>
    <message>
        <source>Of files with a row for each answer choose one at a time.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>每行一个回答的文件请一次只选一个。</translation>
    </message>
    <message>
        <source>Exports of PsyToolkit belong to a study: choose it.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>PsyToolkit 的导出文件属于某项研究：请选择该研究。</translation>
    </message>
    <message>
        <source>Give the answers&apos; study a short name.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请为这些回答所属的研究起一个简短的名称。</translation>
    </message>
    <message>
        <source>The mapping file is not there: choose another, or none.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>映射文件不存在：请另选一个，或不选。</translation>
    </message>
    <message>
        <source>Write the numbers of gender as in 1=female, 2=male; possible are {names}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请按 1=female, 2=male 的形式填写性别编号；可用的有 {names}。</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Files</source>
        <translatorcomment>machine</translatorcomment>
        <translation>文件</translation>
    </message>
    <message>
        <source>Exports of PsyToolkit, one for each language</source>
        <translatorcomment>machine</translatorcomment>
        <translation>PsyToolkit 导出文件，每种语言一个</translation>
    </message>
    <message>
        <source>CSV with a row for each answer</source>
        <translatorcomment>machine</translatorcomment>
        <translation>每行一个回答的 CSV</translation>
    </message>
    <message>
        <source>What they are</source>
        <translatorcomment>machine</translatorcomment>
        <translation>文件类型</translation>
    </message>
    <message>
        <source>Study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>研究</translation>
    </message>
    <message>
        <source>Name of the study: letters, digits and hyphens</source>
        <translatorcomment>machine</translatorcomment>
        <translation>研究名称：字母、数字和连字符</translation>
    </message>
    <message>
        <source>As the files say</source>
        <translatorcomment>machine</translatorcomment>
        <translation>以文件为准</translation>
    </message>
    <message>
        <source>Language of the listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>听者的语言</translation>
    </message>
    <message>
        <source>Mapping file: what the table calls things (if other than usual)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>映射文件：表格中的名称（若与通常不同）</translation>
    </message>
    <message>
        <source>What the numbers of gender mean, if you know it</source>
        <translatorcomment>machine</translatorcomment>
        <translation>性别编号的含义（如果您知道）</translation>
    </message>
    <message>
        <source>None: answers without a study folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>无：没有研究文件夹的回答</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>取消</translation>
    </message>
    <message>
        <source>Bring them in</source>
        <translatorcomment>machine</translatorcomment>
        <translation>导入</translation>
    </message>
    <message>
        <source>Files of answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>回答文件</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt);;All files (*)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>表格 (*.csv *.tsv *.txt);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Mapping file</source>
        <translatorcomment>machine</translatorcomment>
        <translation>映射文件</translation>
    </message>
    <message>
        <source>Mappings (*.yaml *.yml);;All files (*)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>映射 (*.yaml *.yml);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>ImportReportDialog</name>
    <message>
        <source>The answers are in the store</source>
        <translatorcomment>machine</translatorcomment>
        <translation>回答已存入</translation>
    </message>
    <message>
        <source>Nothing new was found</source>
        <translatorcomment>machine</translatorcomment>
        <translation>没有新内容</translation>
    </message>
    <message>
        <source>{file} cannot be written: {reason}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>无法写入 {file}：{reason}</translation>
    </message>
    <message>
        <source>It lies in {file}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>位于 {file}</translation>
    </message>
    <message>
        <source>Read</source>
        <translatorcomment>machine</translatorcomment>
        <translation>已读取</translation>
    </message>
    <message>
        <source>Kept</source>
        <translatorcomment>machine</translatorcomment>
        <translation>已保留</translation>
    </message>
    <message>
        <source>Kept, but to be looked at: {n_doubtful}. Refused: {n_refused}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>已保留但请核查：{n_doubtful}。已拒绝：{n_refused}。</translation>
    </message>
    <message>
        <source>Save this list…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>保存此列表…</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>machine</translatorcomment>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Save this list</source>
        <translatorcomment>machine</translatorcomment>
        <translation>保存此列表</translation>
    </message>
</context>
<context>
    <name>Inspect</name>
    <message>
        <source>no answer</source>
        <translatorcomment>machine</translatorcomment>
        <translation>没有结果</translation>
    </message>
    <message>
        <source>arousal</source>
        <translatorcomment>machine</translatorcomment>
        <translation>唤醒度</translation>
    </message>
    <message>
        <source>valence</source>
        <translatorcomment>machine</translatorcomment>
        <translation>效价</translation>
    </message>
    <message>
        <source>also possible: {quadrants}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>也可能是：{quadrants}</translation>
    </message>
    <message>
        <source>nearly silent</source>
        <translatorcomment>machine</translatorcomment>
        <translation>几乎无声</translation>
    </message>
    <message>
        <source>very short</source>
        <translatorcomment>machine</translatorcomment>
        <translation>非常短</translation>
    </message>
    <message>
        <source>cut off at full scale</source>
        <translatorcomment>machine</translatorcomment>
        <translation>在满刻度处削波</translation>
    </message>
    <message>
        <source>unlike what the model has learned from</source>
        <translatorcomment>machine</translatorcomment>
        <translation>与模型的学习材料不同</translation>
    </message>
</context>
<context>
    <name>InspectActions</name>
    <message>
        <source>No sound was found there: wav, flac, ogg and mp3 can be opened.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>那里没有找到音频：可打开 wav、flac、ogg 和 mp3 文件。</translation>
    </message>
    <message>
        <source>Written: {file}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>已写入：{file}</translation>
    </message>
</context>
<context>
    <name>InspectBar</name>
    <message>
        <source>Play</source>
        <translatorcomment>machine</translatorcomment>
        <translation>播放</translation>
    </message>
    <message>
        <source>Stop</source>
        <translatorcomment>machine</translatorcomment>
        <translation>停止</translation>
    </message>
    <message>
        <source>Model</source>
        <translatorcomment>machine</translatorcomment>
        <translation>模型</translation>
    </message>
    <message>
        <source>Beside it</source>
        <translatorcomment>machine</translatorcomment>
        <translation>对照模型</translation>
    </message>
    <message>
        <source>How two models are compared</source>
        <translatorcomment>machine</translatorcomment>
        <translation>两个模型的比较方式</translation>
    </message>
    <message>
        <source>both</source>
        <translatorcomment>machine</translatorcomment>
        <translation>两者</translation>
    </message>
    <message>
        <source>difference</source>
        <translatorcomment>machine</translatorcomment>
        <translation>差值</translation>
    </message>
    <message>
        <source>What it looks at</source>
        <translatorcomment>machine</translatorcomment>
        <translation>关注区域</translation>
    </message>
    <message>
        <source>What in the spectrogram speaks for the model&apos;s answer, in the minute that is heard (integrated gradients)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>在当前播放的这一分钟里，频谱图中支持模型答案的部分（积分梯度）</translation>
    </message>
    <message>
        <source>Model:</source>
        <translatorcomment>machine</translatorcomment>
        <translation>模型：</translation>
    </message>
    <message>
        <source>beside:</source>
        <translatorcomment>machine</translatorcomment>
        <translation>对照：</translation>
    </message>
    <message>
        <source>Loop {begin}–{end} s ✕</source>
        <translatorcomment>machine</translatorcomment>
        <translation>循环 {begin}–{end} 秒 ✕</translation>
    </message>
    <message>
        <source>Stop hearing {begin} to {end} s again and again</source>
        <translatorcomment>machine</translatorcomment>
        <translation>不再重复播放 {begin} 至 {end} 秒</translation>
    </message>
    <message>
        <source>none</source>
        <translatorcomment>machine</translatorcomment>
        <translation>无</translation>
    </message>
    <message>
        <source>Open a model&apos;s file…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>打开模型文件…</translation>
    </message>
    <message>
        <source>Export</source>
        <translatorcomment>machine</translatorcomment>
        <translation>导出</translation>
    </message>
    <message>
        <source>Figure as SVG…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>图形（SVG）…</translation>
    </message>
    <message>
        <source>Figure as PNG…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>图形（PNG）…</translation>
    </message>
    <message>
        <source>Curve as CSV…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>曲线（CSV）…</translation>
    </message>
</context>
<context>
    <name>InspectDialogs</name>
    <message>
        <source>Clips to listen to</source>
        <translatorcomment>machine</translatorcomment>
        <translation>要聆听的音频</translation>
    </message>
    <message>
        <source>Sound (*.wav *.flac *.ogg *.oga *.mp3 *.aif *.aiff);;All files (*)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>音频 (*.wav *.flac *.ogg *.oga *.mp3 *.aif *.aiff);;所有文件 (*)</translation>
    </message>
    <message>
        <source>A folder of clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>音频文件夹</translation>
    </message>
    <message>
        <source>A model</source>
        <translatorcomment>machine</translatorcomment>
        <translation>模型</translation>
    </message>
    <message>
        <source>Models (*.safetensors);;All files (*)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>模型 (*.safetensors);;所有文件 (*)</translation>
    </message>
    <message>
        <source>arousal</source>
        <translatorcomment>machine</translatorcomment>
        <translation>唤醒度</translation>
    </message>
    <message>
        <source>valence</source>
        <translatorcomment>machine</translatorcomment>
        <translation>效价</translation>
    </message>
    <message>
        <source>seconds</source>
        <translatorcomment>machine</translatorcomment>
        <translation>秒</translation>
    </message>
    <message>
        <source>Figures (*.svg)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>图形 (*.svg)</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Write {name}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>写入 {name}</translation>
    </message>
</context>
<context>
    <name>InspectEmpty</name>
    <message>
        <source>Drop clips or folders here</source>
        <translatorcomment>machine</translatorcomment>
        <translation>将音频或文件夹拖放到这里</translation>
    </message>
    <message>
        <source>See second by second what a model hears in them, while they play. wav, flac, ogg and mp3 of any length can be opened.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>在播放的同时，您可以逐秒查看模型听到了什么。可打开任意长度的 wav、flac、ogg 和 mp3 文件。</translation>
    </message>
    <message>
        <source>Open the demo&apos;s clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>打开演示音频</translation>
    </message>
    <message>
        <source>Open clips…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>打开音频…</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>打开文件夹…</translation>
    </message>
</context>
<context>
    <name>InspectPage</name>
    <message>
        <source>This installation has no model yet: open the file of one below.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>此安装尚无模型：请在下方打开一个模型文件。</translation>
    </message>
    <message>
        <source>Listening …</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在聆听…</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translatorcomment>machine</translatorcomment>
        <translation>检视</translation>
    </message>
    <message>
        <source>Back to: {name}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>返回：{name}</translation>
    </message>
    <message>
        <source>Studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>研究</translation>
    </message>
    <message>
        <source>Add clips…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>添加音频…</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>添加文件夹…</translation>
    </message>
</context>
<context>
    <name>InstructionsPage</name>
    <message>
        <source>Please answer the question.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请回答这个问题。</translation>
    </message>
</context>
<context>
    <name>IntroPage</name>
    <message>
        <source>Begin</source>
        <translatorcomment>machine</translatorcomment>
        <translation>开始</translation>
    </message>
</context>
<context>
    <name>ItemPage</name>
    <message>
        <source>In brackets: the 95 % interval for other listeners of the group, on these excerpts. A language is not a culture, and low agreement is no mistake: people hear differently.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>方括号内：在这些片段上，对该组其他听者的 95% 区间。语言不等于文化；一致性低也并非错误：人们听到的本来就不同。</translation>
    </message>
    <message>
        <source>Excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>片段</translation>
    </message>
    <message>
        <source>Most disagreement first</source>
        <translatorcomment>machine</translatorcomment>
        <translation>分歧最大的在前</translation>
    </message>
    <message>
        <source>Least disagreement first</source>
        <translatorcomment>machine</translatorcomment>
        <translation>分歧最小的在前</translation>
    </message>
    <message>
        <source>By name</source>
        <translatorcomment>machine</translatorcomment>
        <translation>按名称</translation>
    </message>
    <message>
        <source>Order of the excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>片段顺序</translation>
    </message>
    <message>
        <source>Disagreement: how far apart two listeners are on this excerpt, where 1 is what chance would give. Choose an excerpt to compare the answers of the groups.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>分歧：两位听者在该片段上相差多远，1 为随机情况下的值。选择一个片段即可比较各组的回答。</translation>
    </message>
</context>
<context>
    <name>LabelTableView</name>
    <message>
        <source>Labels of the excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>片段的标签</translation>
    </message>
</context>
<context>
    <name>LevelPage</name>
    <message>
        <source>Play</source>
        <translatorcomment>machine</translatorcomment>
        <translation>播放</translation>
    </message>
    <message>
        <source>Stop</source>
        <translatorcomment>machine</translatorcomment>
        <translation>停止</translation>
    </message>
    <message>
        <source>softer</source>
        <translatorcomment>machine</translatorcomment>
        <translation>更轻</translation>
    </message>
    <message>
        <source>louder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>更响</translation>
    </message>
    <message>
        <source>Volume</source>
        <translatorcomment>machine</translatorcomment>
        <translation>音量</translation>
    </message>
    <message>
        <source>Please play the tone first.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请先播放提示音。</translation>
    </message>
    <message>
        <source>Space plays and stops  ·  ← → set the volume</source>
        <translatorcomment>machine</translatorcomment>
        <translation>空格键播放和停止  ·  ← → 调节音量</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>The answers are saved, but no copy of them could be made: {why}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>回答已保存，但无法为其创建备份：{why}</translation>
    </message>
    <message>
        <source>Set a PIN first</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请先设置 PIN 码</translation>
    </message>
    <message>
        <source>In kiosk mode only the PIN ends a session. Set one here, then start again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>在展台模式下，只有 PIN 码可以结束会话。请在此设置，然后重新开始。</translation>
    </message>
    <message>
        <source>OK</source>
        <translatorcomment>machine</translatorcomment>
        <translation>确定</translation>
    </message>
</context>
<context>
    <name>MessageDialog</name>
    <message>
        <source>Details</source>
        <translatorcomment>machine</translatorcomment>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Copy</source>
        <translatorcomment>machine</translatorcomment>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>Monitor</name>
    <message>
        <source>listener {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>参与者 {n}</translation>
    </message>
    <message>
        <source>station {name}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>站点 {name}</translation>
    </message>
    <message>
        <source>since {time}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>开始于 {time}</translation>
    </message>
    <message>
        <source>simulated</source>
        <translatorcomment>machine</translatorcomment>
        <translation>模拟</translation>
    </message>
    <message>
        <source>The session is finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>会话已完成</translation>
    </message>
    <message>
        <source>The session was stopped</source>
        <translatorcomment>machine</translatorcomment>
        <translation>会话已中止</translation>
    </message>
    <message>
        <source>The study&apos;s folder was changed since this session began: its pages are not known here</source>
        <translatorcomment>machine</translatorcomment>
        <translation>此会话开始后研究文件夹已被修改：此处无法得知其页面</translation>
    </message>
    <message>
        <source>Questionnaire</source>
        <translatorcomment>machine</translatorcomment>
        <translation>问卷</translation>
    </message>
    <message>
        <source>Headphone check</source>
        <translatorcomment>machine</translatorcomment>
        <translation>耳机检查</translation>
    </message>
    <message>
        <source>Level</source>
        <translatorcomment>machine</translatorcomment>
        <translation>音量</translation>
    </message>
    <message>
        <source>Instructions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>说明</translation>
    </message>
    <message>
        <source>Introduction to a block</source>
        <translatorcomment>machine</translatorcomment>
        <translation>分段说明</translation>
    </message>
    <message>
        <source>What the model heard is shown to the listener</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在向参与者显示模型的预测</translation>
    </message>
    <message>
        <source>Comment</source>
        <translatorcomment>machine</translatorcomment>
        <translation>评论</translation>
    </message>
    <message>
        <source>Thanks</source>
        <translatorcomment>machine</translatorcomment>
        <translation>致谢</translation>
    </message>
    <message>
        <source>paused</source>
        <translatorcomment>machine</translatorcomment>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>the clip plays</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在播放</translation>
    </message>
    <message>
        <source>{n} of {total} answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>已答 {n}/{total}</translation>
    </message>
    <message>
        <source>plays: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>播放次数：{n}</translation>
    </message>
    <message>
        <source>plays with gaps in the sound: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>有断音的播放：{n}</translation>
    </message>
    <message>
        <source>For practice: {clip}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>练习：{clip}</translation>
    </message>
    <message>
        <source>Heard again, {n} of {total}: {clip}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>重听，第 {n}/{total} 段：{clip}</translation>
    </message>
    <message>
        <source>{n} of {total}: {clip}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>第 {n}/{total} 段：{clip}</translation>
    </message>
</context>
<context>
    <name>MonitorView</name>
    <message>
        <source>Sessions that run</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在进行的会话</translation>
    </message>
    <message>
        <source>Pages of the session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>会话页面</translation>
    </message>
    <message>
        <source>Waiting for a session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在等待会话</translation>
    </message>
    <message>
        <source>last sign of life {when}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>最近一次活动：{when}</translation>
    </message>
    <message>
        <source>sound</source>
        <translatorcomment>machine</translatorcomment>
        <translation>声音</translation>
    </message>
    <message>
        <source>quadrants</source>
        <translatorcomment>machine</translatorcomment>
        <translation>象限</translation>
    </message>
    <message>
        <source>arousal</source>
        <translatorcomment>machine</translatorcomment>
        <translation>唤醒度</translation>
    </message>
    <message>
        <source>valence</source>
        <translatorcomment>machine</translatorcomment>
        <translation>效价</translation>
    </message>
</context>
<context>
    <name>MonitorWindow</name>
    <message>
        <source>Monitor: {study}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>监视窗口：{study}</translation>
    </message>
    <message>
        <source>No session of this study yet. It is shown here as soon as one begins.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>此研究尚无会话。会话开始后会立即显示在这里。</translation>
    </message>
    <message>
        <source>The model hears the clip</source>
        <translatorcomment>machine</translatorcomment>
        <translation>模型正在听这段音乐</translation>
    </message>
    <message>
        <source>This study shows researchers no predictions (predictions: researcher: never).</source>
        <translatorcomment>machine</translatorcomment>
        <translation>此研究不向研究者显示预测（predictions: researcher: never）。</translation>
    </message>
    <message>
        <source>The session runs on this computer, which has one screen: predictions are not drawn where the listener may see them. Connect a second screen, or open the monitor on another computer.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>会话正在这台只有一个屏幕的电脑上进行：预测不会显示在参与者可能看到的地方。请连接第二个屏幕，或在另一台电脑上打开监视窗口。</translation>
    </message>
</context>
<context>
    <name>NewStudyDialog</name>
    <message>
        <source>New study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>新建研究</translation>
    </message>
    <message>
        <source>The study gets the built-in questions in four languages, and a copy of the clips. All of it lies in one folder and can be changed there.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>研究将包含四种语言的内置问题和音乐片段的副本。所有内容都在一个文件夹中，可以在那里修改。</translation>
    </message>
    <message>
        <source>Clips: a folder of sound files, or a list of them (CSV)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>音乐片段：声音文件夹，或其列表（CSV）</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>List…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>列表…</translation>
    </message>
    <message>
        <source>New study folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>新研究的文件夹</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>选择…</translation>
    </message>
    <message>
        <source>The clips are not there: choose a folder or a CSV file.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>找不到音乐片段：请选择文件夹或 CSV 文件。</translation>
    </message>
    <message>
        <source>Choose a study folder that does not exist yet: it will be made.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请选择一个尚不存在的文件夹：它将被创建。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>取消</translation>
    </message>
    <message>
        <source>Make the study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>创建研究</translation>
    </message>
    <message>
        <source>Folder of sound files</source>
        <translatorcomment>machine</translatorcomment>
        <translation>声音文件夹</translation>
    </message>
    <message>
        <source>List of clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>音乐片段列表</translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>Please enter a whole number from {low} to {high}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请输入 {low} 到 {high} 之间的整数。</translation>
    </message>
    <message>
        <source>Please enter a whole number.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请输入整数。</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>One answer is missing: {items}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>还缺一个答案：{items}</translation>
    </message>
    <message>
        <source>{n} answers are missing: {items}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>还缺 {n} 个答案：{items}</translation>
    </message>
    <message>
        <source>Continue</source>
        <translatorcomment>machine</translatorcomment>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>PauseOverlay</name>
    <message>
        <source>Pause</source>
        <translatorcomment>machine</translatorcomment>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Your answers are saved. Go on whenever you like.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>您的答案已保存。您可以随时继续。</translation>
    </message>
    <message>
        <source>Continue</source>
        <translatorcomment>machine</translatorcomment>
        <translation>继续</translation>
    </message>
    <message>
        <source>End session (researcher)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>结束会话（研究人员）</translation>
    </message>
</context>
<context>
    <name>PinDialog</name>
    <message>
        <source>Researcher&apos;s PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>研究人员 PIN 码</translation>
    </message>
    <message>
        <source>Only the researcher can end the session. All answers are saved.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>只有研究人员可以结束会话。所有答案都已保存。</translation>
    </message>
    <message>
        <source>PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>PIN 码</translation>
    </message>
    <message>
        <source>Enter</source>
        <translatorcomment>machine</translatorcomment>
        <translation>确认</translation>
    </message>
    <message>
        <source>Back to the session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>返回会话</translation>
    </message>
    <message>
        <source>Too many wrong attempts: wait {seconds} s.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>错误次数过多：请等待 {seconds} 秒。</translation>
    </message>
    <message>
        <source>That is not the PIN.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>PIN 码不正确。</translation>
    </message>
</context>
<context>
    <name>RatingPage</name>
    <message>
        <source>{keys} answers  ·  ↑ ↓ moves  ·  Space plays  ·  Enter continues</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{keys} 作答  ·  ↑ ↓ 移动  ·  空格键播放  ·  回车键继续</translation>
    </message>
    <message>
        <source>Play again</source>
        <translatorcomment>machine</translatorcomment>
        <translation>再次播放</translation>
    </message>
    <message>
        <source>Playing</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在播放</translation>
    </message>
    <message>
        <source>Stop</source>
        <translatorcomment>machine</translatorcomment>
        <translation>停止</translation>
    </message>
    <message>
        <source>Excerpt, {elapsed} of {total}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>片段，{elapsed}，共 {total}</translation>
    </message>
    <message>
        <source>The sound was interrupted. Please listen to the excerpt once more.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>声音中断了。请再听一遍这个片段。</translation>
    </message>
    <message>
        <source>You may listen once more.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>您还可以再听一遍。</translation>
    </message>
    <message>
        <source>You may listen {n} more times.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>您还可以再听 {n} 遍。</translation>
    </message>
    <message>
        <source>Please listen to the excerpt: you can answer once it has begun to play.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请聆听片段：开始播放后您就可以作答。</translation>
    </message>
    <message>
        <source>Please listen to the excerpt {n} times: you can answer after that.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请聆听片段 {n} 遍：之后您就可以作答。</translation>
    </message>
    <message>
        <source>Please listen to the excerpt: you can answer when it has ended.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请聆听片段：播放结束后您就可以作答。</translation>
    </message>
    <message>
        <source>Play</source>
        <translatorcomment>machine</translatorcomment>
        <translation>播放</translation>
    </message>
    <message>
        <source>Continue</source>
        <translatorcomment>machine</translatorcomment>
        <translation>继续</translation>
    </message>
    <message>
        <source>Next excerpt</source>
        <translatorcomment>machine</translatorcomment>
        <translation>下一段</translation>
    </message>
</context>
<context>
    <name>ReportActions</name>
    <message>
        <source>Writing the report</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在撰写报告</translation>
    </message>
    <message>
        <source>The report is written</source>
        <translatorcomment>machine</translatorcomment>
        <translation>报告已写好</translation>
    </message>
    <message>
        <source>It lies in {folder}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>位于 {folder}</translation>
    </message>
    <message>
        <source>There is no PDF: what makes it is missing on this computer. The page can be printed from the browser; the details say what to install.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>没有生成 PDF：此计算机缺少所需组件。您可以从浏览器打印该页面；详细信息中说明了需要安装什么。</translation>
    </message>
    <message>
        <source>Open</source>
        <translatorcomment>machine</translatorcomment>
        <translation>打开</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>machine</translatorcomment>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The report could not be written</source>
        <translatorcomment>machine</translatorcomment>
        <translation>无法写入报告</translation>
    </message>
    <message>
        <source>What was in the folder is as it was. Choose another folder, or make room on the disk and allow writing there.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>文件夹中的内容没有改变。请选择其他文件夹，或腾出磁盘空间并允许写入。</translation>
    </message>
    <message>
        <source>Reading the answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在读取回答</translation>
    </message>
    <message>
        <source>Computing agreement</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在计算一致性</translation>
    </message>
    <message>
        <source>Computing further measures</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在计算其他指标</translation>
    </message>
    <message>
        <source>Testing the differences between groups</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在检验各组之间的差异</translation>
    </message>
    <message>
        <source>Comparing how high groups rate</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在比较各组评分的高低</translation>
    </message>
    <message>
        <source>Comparing the excerpts&apos; order in each group</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在比较各组中片段的排序</translation>
    </message>
    <message>
        <source>Comparing liked and disliked, known and unknown</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在比较喜欢与不喜欢、熟悉与不熟悉</translation>
    </message>
    <message>
        <source>Comparing musical backgrounds</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在比较音乐背景</translation>
    </message>
    <message>
        <source>Drawing the figures</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在绘制图表</translation>
    </message>
    <message>
        <source>Writing the page</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在写入页面</translation>
    </message>
    <message>
        <source>Setting the PDF</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在生成 PDF</translation>
    </message>
    <message>
        <source>Computing</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在计算</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>Write a report</source>
        <translatorcomment>machine</translatorcomment>
        <translation>撰写报告</translation>
    </message>
    <message>
        <source>Language of the report</source>
        <translatorcomment>machine</translatorcomment>
        <translation>报告语言</translation>
    </message>
    <message>
        <source>Also as PDF</source>
        <translatorcomment>machine</translatorcomment>
        <translation>同时生成 PDF</translation>
    </message>
    <message>
        <source>Choose a folder for the files of the report.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请为报告文件选择一个文件夹。</translation>
    </message>
    <message>
        <source>Folder of the report (made if it is not there)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>报告文件夹（不存在时会自动创建）</translation>
    </message>
    <message>
        <source>A page to read and to print, its figures, and all numbers as tables: from the listeners that are chosen now, with tests of the differences between groups. It takes a minute or two.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>一份可供阅读和打印的页面及其图表，并以表格给出全部数值：基于当前所选的听者，包含各组差异的检验。需要一两分钟。</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>选择…</translation>
    </message>
    <message>
        <source>There is no folder {folder} to make it in: choose another.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>文件夹 {folder} 不存在，无法在其中创建：请另选一个。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>取消</translation>
    </message>
    <message>
        <source>Write the report</source>
        <translatorcomment>machine</translatorcomment>
        <translation>撰写报告</translation>
    </message>
    <message>
        <source>Folder of the report</source>
        <translatorcomment>machine</translatorcomment>
        <translation>报告文件夹</translation>
    </message>
</context>
<context>
    <name>ResumeDialog</name>
    <message>
        <source>Resume a session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>继续会话</translation>
    </message>
    <message>
        <source>It goes on at the same question, in the same order.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>会话将从同一个问题、按同样的顺序继续。</translation>
    </message>
    <message>
        <source>Unfinished sessions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>未完成的会话</translation>
    </message>
    <message>
        <source>Participant {number}, {language}, started {when}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>参与者 {number}，{language}，开始于 {when}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>取消</translation>
    </message>
    <message>
        <source>Resume</source>
        <translatorcomment>machine</translatorcomment>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>RulesButton</name>
    <message>
        <source>Nobody</source>
        <translatorcomment>machine</translatorcomment>
        <translation>无人</translation>
    </message>
    <message>
        <source>rules: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>规则：{n}</translation>
    </message>
</context>
<context>
    <name>SessionHeader</name>
    <message>
        <source>about {duration} left</source>
        <translatorcomment>machine</translatorcomment>
        <translation>大约还剩 {duration}</translation>
    </message>
    <message>
        <source>Progress</source>
        <translatorcomment>machine</translatorcomment>
        <translation>进度</translation>
    </message>
    <message>
        <source>Pause</source>
        <translatorcomment>machine</translatorcomment>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Practice {n} of {total}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>练习 {n} / {total}</translation>
    </message>
    <message>
        <source>Excerpt {n} of {total}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>片段 {n} / {total}</translation>
    </message>
</context>
<context>
    <name>SessionLauncher</name>
    <message>
        <source>Getting the session ready</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在准备会话</translation>
    </message>
    <message>
        <source>Looking at the texts in all languages</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在检查各语言的文字</translation>
    </message>
    <message>
        <source>Looking at the sound files</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在检查声音文件</translation>
    </message>
    <message>
        <source>Measuring how loud the clips are</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在测量片段的响度</translation>
    </message>
    <message>
        <source>Looking for the sound device</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在查找声音设备</translation>
    </message>
    <message>
        <source>Having the model hear the clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>模型正在听音频片段</translation>
    </message>
</context>
<context>
    <name>SessionWindow</name>
    <message>
        <source>Merlingua: session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Merlingua：会话</translation>
    </message>
    <message>
        <source>All answers so far are saved. The session can be resumed from the list of studies.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>到目前为止的所有答案都已保存。可以从研究列表中继续此会话。</translation>
    </message>
    <message>
        <source>Nothing has been stored yet.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>尚未保存任何内容。</translation>
    </message>
    <message>
        <source>End this session?</source>
        <translatorcomment>machine</translatorcomment>
        <translation>要结束此会话吗？</translation>
    </message>
    <message>
        <source>End session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>结束会话</translation>
    </message>
    <message>
        <source>Back to the session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>返回会话</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>A PIN is set.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>已设置 PIN 码。</translation>
    </message>
    <message>
        <source>No PIN is set.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>未设置 PIN 码。</translation>
    </message>
    <message>
        <source>As the system is set</source>
        <translatorcomment>machine</translatorcomment>
        <translation>跟随系统设置</translation>
    </message>
    <message>
        <source>{device} (not there now)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{device}（目前不可用）</translation>
    </message>
    <message>
        <source>Settings</source>
        <translatorcomment>machine</translatorcomment>
        <translation>设置</translation>
    </message>
    <message>
        <source>Back to the studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>返回研究列表</translation>
    </message>
    <message>
        <source>As the system is set ({language})</source>
        <translatorcomment>machine</translatorcomment>
        <translation>跟随系统设置（{language}）</translation>
    </message>
    <message>
        <source>Light</source>
        <translatorcomment>machine</translatorcomment>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translatorcomment>machine</translatorcomment>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language</source>
        <translatorcomment>machine</translatorcomment>
        <translation>语言</translation>
    </message>
    <message>
        <source>The language of these pages. Listeners choose their own when a session starts.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>这些页面的语言。听者在会话开始时选择自己的语言。</translation>
    </message>
    <message>
        <source>Text size</source>
        <translatorcomment>machine</translatorcomment>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>For all pages, the listeners&apos; too.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>适用于所有页面，包括听者的页面。</translation>
    </message>
    <message>
        <source>Colours</source>
        <translatorcomment>machine</translatorcomment>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Light or dark. They stay as they are while a session runs.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>浅色或深色。会话进行期间保持不变。</translation>
    </message>
    <message>
        <source>Sound device</source>
        <translatorcomment>machine</translatorcomment>
        <translation>声音设备</translation>
    </message>
    <message>
        <source>Where the clips are played. It is checked again before each clip.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>播放音乐片段的设备。每个片段播放前都会再次检查。</translation>
    </message>
    <message>
        <source>Researcher&apos;s PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>研究人员 PIN 码</translation>
    </message>
    <message>
        <source>In kiosk mode a listener cannot leave the window: only this PIN ends a session.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>在展台模式下，听者无法离开窗口：只有此 PIN 码可以结束会话。</translation>
    </message>
    <message>
        <source>New PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>新 PIN 码</translation>
    </message>
    <message>
        <source>Set PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>设置 PIN 码</translation>
    </message>
    <message>
        <source>Remove PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>移除 PIN 码</translation>
    </message>
</context>
<context>
    <name>SharesView</name>
    <message>
        <source>Quadrants of the whole clip</source>
        <translatorcomment>machine</translatorcomment>
        <translation>整段音频的象限</translation>
    </message>
</context>
<context>
    <name>StackChart</name>
    <message>
        <source>Answers of each group</source>
        <translatorcomment>machine</translatorcomment>
        <translation>各组的回答</translation>
    </message>
    <message>
        <source>no answer yet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>尚无答案</translation>
    </message>
</context>
<context>
    <name>StudyActions</name>
    <message>
        <source>Checking {title}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在检查 {title}</translation>
    </message>
    <message>
        <source>Open a study folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>打开研究文件夹</translation>
    </message>
    <message>
        <source>This is not a study folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>这不是研究文件夹</translation>
    </message>
    <message>
        <source>{folder} has no study.yaml. Choose the folder that holds it, or make a new study.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{folder} 中没有 study.yaml。请选择包含它的文件夹，或新建研究。</translation>
    </message>
    <message>
        <source>Getting the demo ready</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在准备演示</translation>
    </message>
    <message>
        <source>Making the study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在创建研究</translation>
    </message>
    <message>
        <source>Looking at the clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在检查音乐片段</translation>
    </message>
    <message>
        <source>{title} is ready</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{title} 已准备好</translation>
    </message>
    <message>
        <source>Texts, characters, clips and loudness are complete in all its languages.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>所有语言的文字、字符、音乐片段和响度均已齐备。</translation>
    </message>
    <message>
        <source>{title} is not ready yet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{title} 尚未准备好</translation>
    </message>
    <message>
        <source>Mend what is listed here in the study folder, then check it again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>请在研究文件夹中修正此处列出的问题，然后重新检查。</translation>
    </message>
    <message>
        <source>OK</source>
        <translatorcomment>machine</translatorcomment>
        <translation>确定</translation>
    </message>
</context>
<context>
    <name>StudyCard</name>
    <message>
        <source>{n} excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{n} 个片段</translation>
    </message>
    <message>
        <source>no answer yet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>尚无答案</translation>
    </message>
    <message>
        <source>last answer {when}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>最近一次作答：{when}</translation>
    </message>
    <message>
        <source>agreement {lower} to {upper}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>一致性 {lower} 至 {upper}</translation>
    </message>
    <message>
        <source>{n} finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>已完成 {n} 人</translation>
    </message>
    <message>
        <source>{n} of {target} finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>已完成 {n} / {target} 人</translation>
    </message>
    <message>
        <source>Start session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>开始会话</translation>
    </message>
    <message>
        <source>Resume unfinished ({n})</source>
        <translatorcomment>machine</translatorcomment>
        <translation>继续未完成的会话（{n}）</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translatorcomment>machine</translatorcomment>
        <translation>一致性</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translatorcomment>machine</translatorcomment>
        <translation>检视</translation>
    </message>
    <message>
        <source>Train</source>
        <translatorcomment>machine</translatorcomment>
        <translation>训练</translation>
    </message>
    <message>
        <source>Monitor</source>
        <translatorcomment>machine</translatorcomment>
        <translation>监视</translation>
    </message>
    <message>
        <source>Check</source>
        <translatorcomment>machine</translatorcomment>
        <translation>检查</translation>
    </message>
    <message>
        <source>Export…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Remove from list</source>
        <translatorcomment>machine</translatorcomment>
        <translation>从列表中移除</translation>
    </message>
</context>
<context>
    <name>ThanksPage</name>
    <message>
        <source>Copy the code</source>
        <translatorcomment>machine</translatorcomment>
        <translation>复制代码</translation>
    </message>
    <message>
        <source>Finish</source>
        <translatorcomment>machine</translatorcomment>
        <translation>完成</translation>
    </message>
    <message>
        <source>The code is in the clipboard.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>代码已复制到剪贴板。</translation>
    </message>
</context>
<context>
    <name>TracksView</name>
    <message>
        <source>The clip, second by second</source>
        <translatorcomment>machine</translatorcomment>
        <translation>逐秒显示音频</translation>
    </message>
    <message>
        <source>Click: hear it from there. Drag: hear a region again and again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>点击：从该处播放。拖动：循环播放一个区间。</translation>
    </message>
</context>
<context>
    <name>Train</name>
    <message>
        <source>Too few listeners: the label is that of all.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>听者太少：采用全体的标签。</translation>
    </message>
    <message>
        <source>They agree no better than chance: the label is that of all.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>一致性不高于偶然：采用全体的标签。</translation>
    </message>
    <message>
        <source>all</source>
        <translatorcomment>machine</translatorcomment>
        <translation>全体</translation>
    </message>
    <message>
        <source>Reading the answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在读取回答</translation>
    </message>
    <message>
        <source>Hearing the excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在听片段</translation>
    </message>
    <message>
        <source>Hearing the excerpts with the model</source>
        <translatorcomment>machine</translatorcomment>
        <translation>模型正在听片段</translation>
    </message>
    <message>
        <source>Describing the excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在描述片段</translation>
    </message>
    <message>
        <source>Learning, and judging on excerpts left out</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在学习，并用留出的片段评估</translation>
    </message>
    <message>
        <source>Computing</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在计算</translation>
    </message>
    <message>
        <source>A model for each group</source>
        <translatorcomment>machine</translatorcomment>
        <translation>每组一个模型</translation>
    </message>
    <message>
        <source>One model for all</source>
        <translatorcomment>machine</translatorcomment>
        <translation>全体一个模型</translation>
    </message>
    <message>
        <source>What groups say of other excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>各组对其他片段的回答</translation>
    </message>
    <message>
        <source>A quarter each</source>
        <translatorcomment>machine</translatorcomment>
        <translation>各四分之一</translation>
    </message>
    <message>
        <source>As many other listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>同样多的其他听者</translation>
    </message>
    <message>
        <source>The best that is possible</source>
        <translatorcomment>machine</translatorcomment>
        <translation>可能的最好结果</translation>
    </message>
    <message>
        <source>{mean} nats a vote [{low}, {high}], p = {p}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>每票 {mean} 奈特 [{low}, {high}]，p = {p}</translation>
    </message>
    <message>
        <source>No difference between “{first}” and “{second}” was detected</source>
        <translatorcomment>machine</translatorcomment>
        <translation>未发现“{first}”与“{second}”之间有差异</translation>
    </message>
    <message>
        <source>“{first}” foretells votes better than “{second}”</source>
        <translatorcomment>machine</translatorcomment>
        <translation>“{first}”比“{second}”更能预测投票</translation>
    </message>
    <message>
        <source>“{first}” foretells votes worse than “{second}”</source>
        <translatorcomment>machine</translatorcomment>
        <translation>“{first}”预测投票不如“{second}”</translation>
    </message>
    <message>
        <source>The groups vote differently on these excerpts (p = {p}).</source>
        <translatorcomment>machine</translatorcomment>
        <translation>各组对这些片段的投票不同 (p = {p})。</translation>
    </message>
    <message>
        <source>No difference between the groups&apos; votes was detected (p = {p}); there may still be one.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>未发现各组投票之间有差异 (p = {p})；但仍可能存在。</translation>
    </message>
    <message>
        <source>There are hardly any artists: what was learnt of one may have helped with the artist&apos;s other excerpts.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>艺术家太少：从某位艺术家学到的内容可能有助于其另外的片段。</translation>
    </message>
    <message>
        <source>{n} excerpts can adapt a model to listeners, and cannot show what it would say of other music.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{n} 个片段可以使模型适应听者，但不能说明它会如何评价其他音乐。</translation>
    </message>
</context>
<context>
    <name>TrainForm</name>
    <message>
        <source>Choose…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Groups</source>
        <translatorcomment>machine</translatorcomment>
        <translation>分组</translation>
    </message>
    <message>
        <source>Begin with</source>
        <translatorcomment>machine</translatorcomment>
        <translation>起点</translation>
    </message>
    <message>
        <source>New model</source>
        <translatorcomment>machine</translatorcomment>
        <translation>新模型</translation>
    </message>
    <message>
        <source>Count simulated listeners too</source>
        <translatorcomment>machine</translatorcomment>
        <translation>也计入模拟听者</translation>
    </message>
    <message>
        <source>Language</source>
        <translatorcomment>machine</translatorcomment>
        <translation>语言</translation>
    </message>
    <message>
        <source>IS13 descriptors</source>
        <translatorcomment>machine</translatorcomment>
        <translation>IS13 描述符</translation>
    </message>
    <message>
        <source>File of a model…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>模型文件…</translation>
    </message>
    <message>
        <source>Vectors of another network…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>其他网络的向量…</translation>
    </message>
    <message>
        <source>Vectors (*.npy)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>向量 (*.npy)</translation>
    </message>
    <message>
        <source>Models (*.safetensors)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>模型 (*.safetensors)</translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message>
        <source>Reading the answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>正在读取回答</translation>
    </message>
    <message>
        <source>{group}: {n} listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{group}：{n} 位听者</translation>
    </message>
    <message>
        <source>reliability {value}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>信度 {value}</translation>
    </message>
    <message>
        <source>No model can be trained on these: {why}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>无法据此训练模型：{why}</translation>
    </message>
    <message>
        <source>Go on training</source>
        <translatorcomment>machine</translatorcomment>
        <translation>继续训练</translation>
    </message>
    <message>
        <source>Train</source>
        <translatorcomment>machine</translatorcomment>
        <translation>训练</translation>
    </message>
    <message>
        <source>Studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>研究</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>TrainResult</name>
    <message>
        <source>Nats a vote, on excerpts and by listeners not learnt from; lower is better.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>每票奈特数，取自未用于学习的片段和听者；越低越好。</translation>
    </message>
    <message>
        <source>Try it in Inspect</source>
        <translatorcomment>machine</translatorcomment>
        <translation>在“检视”中试用</translation>
    </message>
    <message>
        <source>The model is in {file}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>模型位于 {file}</translation>
    </message>
</context>
<context>
    <name>WaitDialog</name>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>取消</translation>
    </message>
</context>
</TS>
