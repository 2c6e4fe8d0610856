# The rules of the Markdown linter (mdl).
all
exclude_rule 'MD013' # Lines of documents.
rule 'MD029', :style => :ordered
exclude_rule 'MD046' # Code blocks are fenced or indented, as it reads best.
exclude_rule 'MD010' # What a program prints may have tabs.
