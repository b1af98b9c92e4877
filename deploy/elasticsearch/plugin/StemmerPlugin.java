package passerelle;

import java.util.Locale;
import java.util.Map;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;

/**
 * The one filter that our index uses and the minimal distribution lacks, under the names that a full Elasticsearch
 * gives it: "stemmer" with the languages "porter2" and "french". For tests only.
 */
public class StemmerPlugin extends Plugin implements AnalysisPlugin {
    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.of("stemmer", AnalysisPlugin.requiresAnalysisSettings((index, environment, name, settings) -> {
            String language = settings.get("language", "porter2").toLowerCase(Locale.ROOT);
            if (!language.equals("porter2") && !language.equals("french")) {
                throw new IllegalArgumentException("the test node has no stemmer for [" + language + "]");
            }
            return new AbstractTokenFilterFactory(name, settings) {
                @Override
                public TokenStream create(TokenStream stream) {
                    return new SnowballFilter(stream, language.equals("french") ? new FrenchStemmer() : new EnglishStemmer());
                }
            };
        }));
    }
}
